"""The order's moves. The order row is locked first, then its payment, then stock: one direction for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from commerce.events.orders import OrderClosed, OrderCompleted, OrderNoted, OrderPlaced, OrderRefunded, OrderRepriced
from commerce.inventory import actions as inventory
from commerce.inventory import returns
from commerce.orders import limits
from commerce.orders.errors import StillPayable
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import ORDER
from commerce.payments import actions as payments
from commerce.payments.models import Payment, Refund
from commerce.pricing.rules import PricedLine, Quote
from commerce.pricing.rules import reprice as split_new_price
from jobs import outbox
from kernel import failpoints, ids, past_mapper
from kernel.db import db, lock
from kernel.errors import Invalid, Refused
from tenants import settings


@dataclass(frozen=True)
class LineSnapshot:
    """What a line showed when it was ordered."""

    product_id: int
    title: str
    sku_label: str
    sku_code: str
    media_key: str | None
    limit_per_member: int | None
    returns_excluded_for: str | None = None  # no 7-day return, and the shopper has confirmed it


@dataclass(frozen=True)
class Draft:
    """Everything an order is made of, decided by checkout."""

    member_id: int
    quote: Quote
    snapshots: Mapping[int, LineSnapshot]  # by SKU id
    recipient: Mapping[str, str]
    buyer_note: str
    request_key: str
    request_fingerprint: str
    placed_at: datetime
    hold_until: datetime
    kind: str = "plain"
    campaign: dict[str, Any] = field(default_factory=dict)
    freight_basis: Mapping[str, Any] = field(default_factory=dict)  # freight/rules.py


def create(draft: Draft) -> tuple[Order, Payment]:
    """A placed order with its lines, its stock on hold and its payment opened.

    Raises SoldOut and LimitReached, and then nothing has changed.
    """
    quote, quantities = draft.quote, {line.sku_id: line.quantity for line in draft.quote.lines}
    order = past_mapper.add(
        Order(
            number=ids.new_number("E", draft.placed_at), member_id=draft.member_id, kind=draft.kind,
            campaign=draft.campaign, is_blocked=draft.kind == "groupbuy",
            request_key=draft.request_key, request_fingerprint=draft.request_fingerprint,
            goods_fen=quote.goods_fen, discount_fen=quote.discount_fen, freight_fen=quote.freight_fen,
            total_fen=quote.total_fen, recipient=dict(draft.recipient), buyer_note=draft.buyer_note,
            freight_basis=dict(draft.freight_basis), placed_at=draft.placed_at, hold_until=draft.hold_until,
        )
    )  # fmt: skip
    limits.take(draft.member_id, quantities, draft.snapshots)
    with outbox.in_one_go():
        inventory.hold(order.id, quantities)
        past_mapper.write(OrderLine, [_line(order.id, line, draft.snapshots[line.sku_id]) for line in quote.lines])
        payment = payments.open_payment(order.id, order.total_fen, at=draft.placed_at)
        fact = OrderPlaced(order.id, draft.member_id, order.total_fen, draft.hold_until)
        outbox.record(fact, by=f"member:{draft.member_id}", at=draft.placed_at)
    failpoints.reach("K1")
    return order, payment


def _line(order_id: int, line: PricedLine, snapshot: LineSnapshot) -> dict[str, Any]:
    return {
        "order_id": order_id, "product_id": snapshot.product_id, "sku_id": line.sku_id, "title": snapshot.title,
        "sku_label": snapshot.sku_label, "sku_code": snapshot.sku_code, "media_key": snapshot.media_key,
        "unit_price_fen": line.unit_price_fen, "quantity": line.quantity, "discount_fen": line.discount_fen,
        "paid_fen": line.paid_fen, "returns_excluded_for": snapshot.returns_excluded_for,
        "is_counted": snapshot.limit_per_member is not None,
    }  # fmt: skip


def payment_to_collect(order_id: int, *, at: datetime) -> Payment:
    """The order's open payment, or a new one when the last was closed or the price has changed.

    Raises Refused when the order does not wait for money or its time is over.
    """
    order = lock(Order, order_id)
    if order.state != "placed" or (order.hold_until is not None and order.hold_until <= at):
        raise Refused("这个订单已经不能付款了，请刷新看看")
    open_states = ("created", "prepared")
    payment = db.session.scalar(select(Payment).where(Payment.order_id == order.id, Payment.state.in_(open_states)))
    if payment is not None and payment.total_fen == order.total_fen:
        return payment
    if payment is not None:
        payments.start_closing(payment.id)
    return payments.open_payment(order.id, order.total_fen, at=at)


def close(order_id: int, reason: str, *, by: str, at: datetime) -> bool:
    """The order will not be paid: give everything back. False when it was not waiting any more.

    The caller has had its payments closed at the gateway first (jobs.close_unpaid). Raises StillPayable when another
    one was opened since. Safe to repeat.
    """
    order = lock(Order, order_id)
    if not ORDER.can(order, "close"):
        return False
    if payments.give_up_unseen(order.id, at=at):
        raise StillPayable()
    ORDER.move(order, "close")
    order.closed_at, order.close_reason = at, reason
    limits.give_back(order)
    inventory.release(order.id)
    outbox.record(OrderClosed(order.id, order.member_id, reason), by=by, at=at)
    return True


def reprice(order_id: int, goods_total_fen: int, freight_fen: int, *, reason: str, by: str) -> Order:
    """A person changes what an unpaid order costs. goods_total_fen: for all goods together; at least 1 fen in all.

    The open payment is closed; the shopper's next tap collects the new sum.
    """
    order = lock(Order, order_id)
    if order.state != "placed":
        raise Refused("只有待付款的订单可以改价")
    if goods_total_fen < 0 or freight_fen < 0 or goods_total_fen + freight_fen < 1:
        raise Invalid("goods", "改价后的金额至少为 0.01 元")
    if goods_total_fen > order.goods_fen * 2:
        raise Invalid("goods", "改价后的金额超过原价两倍，请检查")
    before_fen = order.total_fen
    lines = list(db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.id)))
    priced = [PricedLine(line.sku_id or 0, line.quantity, line.unit_price_fen) for line in lines]
    order.discount_fen, shares = split_new_price(priced, goods_total_fen)
    for line, share_fen in zip(lines, shares, strict=True):
        line.discount_fen = share_fen
        line.paid_fen = line.unit_price_fen * line.quantity - share_fen
    order.freight_fen = freight_fen
    order.total_fen = order.goods_fen - order.discount_fen + freight_fen
    statement = select(Payment).where(Payment.order_id == order.id, Payment.state.in_(("created", "prepared")))
    for payment in db.session.scalars(statement):
        payments.start_closing(payment.id)
    outbox.record(OrderRepriced(order.id, before_fen, order.total_fen, reason), by=by)
    return order


def complete(order_id: int, *, by: str, at: datetime) -> bool:
    """The goods have arrived. False when the order is not on its way, or a case of it is still open."""
    order = lock(Order, order_id)
    if order.open_cases or not ORDER.can(order, "complete"):
        return False
    ORDER.move(order, "complete")
    order.completed_at = at
    outbox.record(OrderCompleted(order.id, order.member_id), by=by, at=at)
    return True


def refund_whole(order_id: int, *, cause: str, reason: str, by: str) -> Refund | None:
    """Give all of a paid order's money back; unshipped goods return to stock. None when nothing is left to give.

    cause: once per cause. Safe to repeat.
    """
    order = lock(Order, order_id)
    payment = payments.lock_kept(order.id)
    left_fen = order.total_fen - order.refunded_fen
    if payment is None or left_fen <= 0:
        return None
    was_unshipped = order.state == "paid"
    ORDER.move(order, "refund")
    order.refunded_fen, order.freight_refunded_fen = order.total_fen, order.freight_fen
    order.is_blocked = False
    refund = payments.request_refund(payment, left_fen, cause=cause, reason=reason, by=by)
    limits.give_back(order)
    if was_unshipped:
        inventory.restock(order.id, by=by)
    else:
        _bring_back_unsent(order.id, by=by)
    _refund_lines(order.id)
    outbox.record(OrderRefunded(order.id, refund.id, left_fen, reason), by=by)
    return refund


def _bring_back_unsent(order_id: int, *, by: str) -> None:
    lines = list(db.session.scalars(select(OrderLine).where(OrderLine.order_id == order_id)))
    pieces = {line.sku_id: line.unsent for line in lines if line.sku_id is not None and line.unsent}
    returns.take_in(order_id, pieces, cause=f"order:{order_id}:restock", reason="退款回库", by=by)


def _refund_lines(order_id: int) -> None:
    """Nothing is left of any line: what is still here will not be shipped."""
    for line in db.session.scalars(select(OrderLine).where(OrderLine.order_id == order_id)):
        line.held_quantity, line.refunded_fen = 0, line.paid_fen
        line.cancelled_quantity = line.quantity - line.shipped_quantity


def unblock(order_id: int) -> None:
    """Nothing stands in the way of shipping any more; the promised time starts now."""
    order = lock(Order, order_id)
    order.is_blocked = False


def note(order_id: int, text: str, *, by: str) -> Order:
    """The staff's own remark."""
    order = lock(Order, order_id)
    order.staff_note = text
    outbox.record(OrderNoted(order.id, text), by=by)
    return order


def star(order_id: int, is_starred: bool) -> Order:
    """Mark an order for oneself and colleagues."""
    order = lock(Order, order_id)
    order.is_starred = is_starred
    return order


def urge(order_id: int) -> Order:
    """The shopper asks to ship."""
    order = lock(Order, order_id)
    if order.state != "paid":
        raise Refused("这个订单不在待发货状态")
    order.is_urged = True
    return order


def ship_deadline(paid_at: datetime) -> datetime:
    """When the promise to ship runs out."""
    return paid_at + timedelta(hours=settings.SHIP_HOURS.get())
