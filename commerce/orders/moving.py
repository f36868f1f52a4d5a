"""A member's orders when two members turn out to be one person."""

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.orders.models import MemberPurchase, Order
from kernel.db import db, lock_many
from kernel.tenancy import current_tenant_id


def move(member_id: int, into_id: int) -> None:
    """Orders go over, and with them what counts for 每人限购: the sums of both."""
    lock_many(Order, db.session.scalars(select(Order.id).where(Order.member_id == member_id)).all())
    taken = select(Order.request_key).where(Order.member_id == into_id, Order.request_key.is_not(None))
    mine = update(Order).where(Order.member_id == member_id)
    keys = list(db.session.scalars(taken))
    db.session.execute(mine.where(Order.request_key.in_(keys)).values(request_key=None))  # both used the same one
    db.session.execute(mine.values(member_id=into_id))
    statement = select(MemberPurchase).where(MemberPurchase.member_id == member_id).order_by(MemberPurchase.product_id)
    for row in db.session.scalars(statement):
        values = {"tenant_id": current_tenant_id(), "member_id": into_id}
        upsert = insert(MemberPurchase).values(**values, product_id=row.product_id, quantity=row.quantity)
        db.session.execute(
            upsert.on_conflict_do_update(
                index_elements=["tenant_id", "member_id", "product_id"],
                set_={"quantity": MemberPurchase.quantity + row.quantity},
            )
        )
    db.session.execute(delete(MemberPurchase).where(MemberPurchase.member_id == member_id))
