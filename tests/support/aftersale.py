"""Paid orders of several lines, and cases about them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from commerce.aftersale.actions import opening
from commerce.aftersale.actions.opening import Application
from commerce.aftersale.models import Case
from commerce.fulfilment import actions as fulfilment
from commerce.members.models import Member
from commerce.orders import actions as orders
from commerce.orders import settlement
from commerce.orders.actions import Draft, LineSnapshot
from commerce.orders.models import Order, OrderLine
from commerce.pricing import rules as pricing
from kernel.db import db
from tenants import settings
from tests.support import factories
from tests.support.factories import ADDRESS, NOON, a_member, a_product, a_settlement

ADDRESS_BACK = "浙江省杭州市余杭区良渚街道 8 号 山岚退货仓 收 0571-88886666"


def a_paid_order(
    *wanted: tuple[int, int], member: Member | None = None, freight_fen: int = 0, discount_fen: int = 0,
    shipped: bool = False, completed: bool = False, excluded: str | None = None, at: datetime = NOON,
) -> Order:  # fmt: skip
    """wanted: (price in fen, pieces) per line; stock has ten more of each."""
    member = member or a_member()
    skus = [a_product(price_fen=price, stock=quantity + 10) for price, quantity in wanted]
    basket = [pricing.PricedLine(sku.id, n, price) for sku, (price, n) in zip(skus, wanted, strict=True)]
    quote = pricing.quote(basket, freight_fen=freight_fen, free_freight_fen=10**9, discount_fen=discount_fen)
    shown = {
        sku.id: LineSnapshot(sku.product_id, f"保温杯 {n}", sku.label, sku.code, None, None)
        for n, sku in enumerate(skus, 1)
    }
    number = next(factories._count)
    order, _ = orders.create(
        Draft(
            member_id=member.id, quote=quote, snapshots=shown, recipient=ADDRESS, buyer_note="",
            request_key=f"case-{number}", request_fingerprint="f", placed_at=at,
            hold_until=at + timedelta(minutes=15),
        )
    )  # fmt: skip
    settlement.settle(a_settlement(order, at=at))
    if excluded:
        for line in lines_of(order):
            line.returns_excluded_for = excluded
    if shipped or completed:
        fulfilment.ship(order.id, carrier="SF", tracking_number=f"SF{number:013d}", by="staff:1", at=at)
    if completed:
        orders.complete(order.id, by="system", at=moment())
    db.session.flush()
    return order


def moment() -> Any:
    """The database's time, which the deadlines are judged by."""
    from commerce.aftersale.actions.moving import moment as now

    return now()


def lines_of(order: Order) -> Sequence[OrderLine]:
    """The order's lines as they stand now."""
    statement = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def wish(order: Order, *pieces: int, kind: str = "refund_only", **values: Any) -> Application:
    """An application for so many pieces per line; 0 leaves a line out."""
    quantities = {line.id: n for line, n in zip(lines_of(order), pieces, strict=False) if n}
    is_unshipped = values.pop("is_unshipped", order.state in ("paid",))
    received = values.pop("goods_received", not is_unshipped and kind != "refund_only")
    reason = values.pop("reason", "changed_mind" if is_unshipped else "quality")
    return Application(kind, reason, quantities, is_unshipped, goods_received=received, **values)


def a_case(order: Order, *pieces: int, **values: Any) -> Case:
    """What the order's own buyer asks for."""
    assert order.member_id is not None
    return opening.apply(order.id, wish(order, *pieces, **values), member_id=order.member_id)


def with_return_address() -> None:
    """The shop has told where goods go back to."""
    settings.RETURN_ADDRESS.set(ADDRESS_BACK)


def is_overdue(case: Case) -> None:
    """Its time is over."""
    case.deadline_at = moment() - timedelta(seconds=1)
    db.session.flush()


def again(row: Any) -> Any:
    """The row as it stands in the database."""
    db.session.flush()
    return db.session.scalar(select(type(row)).where(type(row).id == row.id).execution_options(populate_existing=True))
