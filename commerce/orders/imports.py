"""Orders of other platforms, taken over so that the merchant sees and ships everything in one place.

Their money is with the platform: they have no payment here, and a refund is made there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from commerce.events.orders import ImportedOrderChanged, OrderAddressChanged, OrderImported
from commerce.orders import receipt
from commerce.orders.actions import complete, ship_deadline
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import ORDER
from jobs import outbox
from kernel import ids
from kernel.db import db, lock, save


@dataclass(frozen=True)
class ImportedLine:
    """One line as the platform shows it. product_id and sku_id are none for a line that is not mapped."""

    product_id: int | None
    sku_id: int | None
    title: str
    sku_label: str
    sku_code: str
    unit_price_fen: int
    quantity: int
    paid_fen: int


@dataclass(frozen=True)
class ImportedOrder:
    """Everything an imported order is made of. recipient: masked, as the platform gives it."""

    source: str
    remote_number: str
    lines: Sequence[ImportedLine]
    freight_fen: int
    recipient: Mapping[str, str]
    buyer_note: str
    placed_at: datetime
    paid_at: datetime
    is_blocked: bool = False


def create(draft: ImportedOrder) -> tuple[Order, list[OrderLine]]:
    """A paid order with its lines in the draft's order. Stock is the caller's matter.

    The unique key (source, remote_number) lets each remote order in once.
    """
    goods_fen = sum(line.unit_price_fen * line.quantity for line in draft.lines)
    paid_fen = sum(line.paid_fen for line in draft.lines)
    order = Order(
        number=ids.new_number("T" if draft.source == "tmall" else "J", draft.placed_at), source=draft.source,
        remote_number=draft.remote_number, goods_fen=goods_fen, discount_fen=goods_fen - paid_fen,
        freight_fen=draft.freight_fen, total_fen=paid_fen + draft.freight_fen, recipient=dict(draft.recipient),
        buyer_note=draft.buyer_note, is_blocked=draft.is_blocked, placed_at=draft.placed_at, state=ORDER.initial,
        paid_at=draft.paid_at, ship_by=ship_deadline(draft.paid_at),
    )  # fmt: skip
    ORDER.move(order, "pay")
    save(order)
    rows = [_line(order.id, line) for line in draft.lines]
    for row in rows:
        save(row)
    outbox.record(OrderImported(order.id, draft.source, order.total_fen), by=draft.source, at=draft.paid_at)
    return order, rows


def _line(order_id: int, line: ImportedLine) -> OrderLine:
    return OrderLine(
        order_id=order_id, product_id=line.product_id, sku_id=line.sku_id, title=line.title, sku_label=line.sku_label,
        sku_code=line.sku_code, unit_price_fen=line.unit_price_fen, quantity=line.quantity,
        discount_fen=line.unit_price_fen * line.quantity - line.paid_fen, paid_fen=line.paid_fen, shipped_quantity=0,
    )  # fmt: skip


def set_held(order_id: int, is_held: bool, *, by: str, reason: str = "") -> Order:
    """The platform forbids shipping for now, or allows it again. Safe to repeat."""
    order = lock(Order, order_id)
    if order.is_blocked != is_held and ORDER.can(order, "ship"):
        order.is_blocked = is_held
        outbox.record(ImportedOrderChanged(order.id, "held" if is_held else "freed", reason), by=by)
    return order


def cancel(order_id: int, *, by: str, reason: str) -> bool:
    """The platform has given all money back. True when nothing had left yet, so that the goods are still here.

    Safe to repeat.
    """
    order = lock(Order, order_id)
    if not ORDER.can(order, "refund"):
        return False
    was_here = order.state == "paid"
    ORDER.move(order, "refund")
    order.refunded_fen, order.is_blocked = order.total_fen, False
    outbox.record(ImportedOrderChanged(order.id, "cancelled", reason), by=by)
    return was_here


def cancel_line(order_line_id: int, order_id: int, *, by: str, reason: str) -> bool:
    """The platform has given the money of one line back. True when its pieces had not left yet. Safe to repeat."""
    order, line = lock(Order, order_id), lock(OrderLine, order_line_id)
    left = line.quantity - line.shipped_quantity - line.cancelled_quantity
    if not ORDER.can(order, "ship") or left <= 0:
        return False
    line.cancelled_quantity += left
    order.refunded_fen = min(order.total_fen, order.refunded_fen + line.paid_fen)
    outbox.record(ImportedOrderChanged(order.id, "line_cancelled", reason), by=by)
    return line.shipped_quantity == 0


def ship_unseen(order_id: int, *, at: datetime) -> None:
    """The platform says that all has left, without a tracking number we could keep. Safe to repeat."""
    order = lock(Order, order_id)
    if not ORDER.can(order, "ship"):
        return
    for line in db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)):
        line.shipped_quantity = line.quantity - line.cancelled_quantity
    ORDER.move(order, "ship")
    order.shipped_at = at
    receipt.expect(order, at)


def finish(order_id: int, *, by: str, at: datetime) -> bool:
    """The buyer has confirmed there. False when the order is not on its way."""
    return complete(order_id, by=by, at=at)


def attach(order_line_id: int, *, product_id: int, sku_id: int) -> OrderLine:
    """A line that was not mapped is now known to be one of our SKUs."""
    line = lock(OrderLine, order_line_id)
    line.product_id, line.sku_id = product_id, sku_id
    return line


def readdress(order_id: int, recipient: Mapping[str, str]) -> bool:
    """The buyer has changed the address there. False when it is the same or the goods have left."""
    order = lock(Order, order_id)
    if not ORDER.can(order, "ship") or order.recipient == dict(recipient):
        return False
    order.recipient = dict(recipient)
    outbox.record(OrderAddressChanged(order.id), by=order.source)
    return True
