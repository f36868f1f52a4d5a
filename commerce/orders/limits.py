"""每人限购: one counter row per member and product, taken in one guarded statement (I8).

Counters are locked after the order and before stock, everywhere: docs/decisions/0001-lock-order.md.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.catalog import queries as catalog
from commerce.orders.errors import LimitReached
from commerce.orders.models import MemberPurchase, Order, OrderLine
from kernel.db import db
from kernel.tenancy import current_tenant_id


class Limited(Protocol):
    @property
    def product_id(self) -> int: ...
    @property
    def limit_per_member(self) -> int | None: ...


def take(member_id: int, quantities: Mapping[int, int], snapshots: Mapping[int, Limited]) -> None:
    """Count these pieces for the member. Raises LimitReached when a product's limit would be passed."""
    wanted: dict[int, int] = {}
    limit_of: dict[int, int] = {}
    for sku_id, quantity in quantities.items():
        limited = snapshots[sku_id]
        if limited.limit_per_member is not None:
            wanted[limited.product_id] = wanted.get(limited.product_id, 0) + quantity
            limit_of[limited.product_id] = limited.limit_per_member
    _count(member_id, wanted, limit_of)


def take_again(order: Order) -> None:
    """A closed order comes to life: its pieces count once more, by the limits of today.

    Raises LimitReached: the member has bought others since.
    """
    lines = list(db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)))
    limit_of = catalog.limits_of({line.product_id for line in lines if line.product_id is not None})
    wanted: dict[int, int] = {}
    for line in lines:
        line.is_counted = order.member_id is not None and line.product_id in limit_of
        if line.is_counted and line.product_id is not None:
            wanted[line.product_id] = wanted.get(line.product_id, 0) + line.quantity
    if order.member_id is not None:
        _count(order.member_id, wanted, limit_of)


def _count(member_id: int, wanted: Mapping[int, int], limit_of: Mapping[int, int]) -> None:
    """wanted: pieces by product. One guarded statement per product, in the order of their ids."""
    for product_id, quantity in sorted(wanted.items()):
        limit = limit_of[product_id]
        if quantity > limit:
            raise LimitReached(limit)
        values = {
            "tenant_id": current_tenant_id(), "member_id": member_id, "product_id": product_id, "quantity": quantity,
        }  # fmt: skip
        statement = (
            insert(MemberPurchase)
            .values(values)
            .on_conflict_do_update(
                index_elements=["tenant_id", "member_id", "product_id"],
                set_={"quantity": MemberPurchase.quantity + quantity},
                where=MemberPurchase.quantity + quantity <= limit,
            )
            .returning(MemberPurchase.id)
        )
        if db.session.scalar(statement) is None:
            raise LimitReached(limit)


def give_back(order: Order) -> None:
    """What has not left the house of an order that is over no longer counts; what the member keeps does."""
    lines = db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id))
    give_back_pieces(order, [(line, line.unsent) for line in lines])


def give_back_pieces(order: Order, pieces: Iterable[tuple[OrderLine, int]]) -> None:
    """So many pieces of these lines no longer count; those that never counted take nothing away from others."""
    back: dict[int, int] = {}
    for line, quantity in pieces:
        if line.is_counted and line.product_id is not None and quantity:
            back[line.product_id] = back.get(line.product_id, 0) + quantity
    for product_id, quantity in sorted(back.items()):
        db.session.execute(
            update(MemberPurchase)
            .where(MemberPurchase.member_id == order.member_id, MemberPurchase.product_id == product_id)
            .values(quantity=func.greatest(0, MemberPurchase.quantity - quantity))
        )


def lock_counts(order_ids: Collection[int]) -> None:
    """Lock what these orders count for, member by member, in the order in which purchases take it."""
    counted = (
        select(OrderLine.id)
        .join(Order, (Order.tenant_id == OrderLine.tenant_id) & (Order.id == OrderLine.order_id))
        .where(
            Order.id.in_(order_ids), OrderLine.is_counted,
            Order.member_id == MemberPurchase.member_id, OrderLine.product_id == MemberPurchase.product_id,
        )
    )  # fmt: skip
    statement = select(MemberPurchase.id).where(counted.exists())
    db.session.scalars(
        statement.order_by(MemberPurchase.member_id, MemberPurchase.product_id).with_for_update(key_share=True)
    ).all()
