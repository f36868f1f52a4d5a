"""A member's basket when two members turn out to be one person."""

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from commerce.checkout.actions import MAX_QUANTITY
from commerce.checkout.models import CartLine
from kernel.db import db
from kernel.tenancy import current_tenant_id


def move(member_id: int, into_id: int) -> None:
    """Both baskets become one; the same SKU in both is one line with the pieces of both."""
    lines = list(db.session.scalars(select(CartLine).where(CartLine.member_id == member_id).order_by(CartLine.id)))
    for line in lines:
        values = {
            "tenant_id": current_tenant_id(), "member_id": into_id, "sku_id": line.sku_id, "quantity": line.quantity,
            "is_selected": line.is_selected, "price_seen_fen": line.price_seen_fen, "made_at": line.made_at,
        }  # fmt: skip
        total = func.least(MAX_QUANTITY, CartLine.quantity + line.quantity)
        db.session.execute(
            insert(CartLine)
            .values(values)
            .on_conflict_do_update(index_elements=["tenant_id", "member_id", "sku_id"], set_={"quantity": total})
        )
    db.session.execute(delete(CartLine).where(CartLine.member_id == member_id))
