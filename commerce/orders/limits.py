"""每人限购: one counter row per member and product, taken in one guarded statement (I8)."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

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
    for product_id, quantity in sorted(wanted.items()):
        if quantity > limit_of[product_id]:
            raise LimitReached(limit_of[product_id])
        values = {
            "tenant_id": current_tenant_id(),
            "member_id": member_id,
            "product_id": product_id,
            "quantity": quantity,
        }
        statement = (
            insert(MemberPurchase)
            .values(values)
            .on_conflict_do_update(
                index_elements=["tenant_id", "member_id", "product_id"],
                set_={"quantity": MemberPurchase.quantity + quantity},
                where=MemberPurchase.quantity + quantity <= limit_of[product_id],
            )
            .returning(MemberPurchase.id)
        )
        if db.session.scalar(statement) is None:
            raise LimitReached(limit_of[product_id])


def give_back(order: Order) -> None:
    """What is left of an order that did not come about no longer counts."""
    columns = (OrderLine.product_id, OrderLine.quantity - OrderLine.cancelled_quantity - OrderLine.returned_quantity)
    rows = db.session.execute(select(*columns).where(OrderLine.order_id == order.id))
    give_back_pieces(order, [(product_id, left) for product_id, left in rows])


def give_back_pieces(order: Order, pieces: Iterable[tuple[int | None, int]]) -> None:
    """Some pieces no longer count. pieces: product id and how many."""
    if order.member_id is None:
        return
    for product_id, quantity in sorted((product_id or 0, quantity) for product_id, quantity in pieces if quantity):
        db.session.execute(
            update(MemberPurchase)
            .where(
                MemberPurchase.member_id == order.member_id,
                MemberPurchase.product_id == product_id,
                MemberPurchase.quantity >= quantity,
            )
            .values(quantity=MemberPurchase.quantity - quantity)
        )
