"""Part of an order's money goes back, line by line: money, pieces, stock and the order's state in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from commerce.events.orders import OrderPartRefunded, OrderRefunded
from commerce.inventory import actions as inventory
from commerce.inventory import returns
from commerce.orders import limits, receipt
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import ORDER
from commerce.payments import actions as payments
from commerce.payments.errors import OverRefund
from commerce.payments.models import Refund
from jobs import outbox
from kernel import clock
from kernel.db import db, lock_many


def brace(order_ids: Collection[int]) -> None:
    """Lock what whole refunds of several orders will touch, before the first of them, one kind after the other.

    One refund after the other would come back from stock to the next one's payment and counts.
    """
    if not order_ids:
        return
    lock_many(Order, list(order_ids))
    payments.lock_settled(order_ids)
    lines = list(db.session.scalars(select(OrderLine).where(OrderLine.order_id.in_(order_ids))))
    limits.lock_counts(order_ids)
    inventory.lock_skus({line.sku_id for line in lines if line.sku_id is not None})


@dataclass(frozen=True)
class LineBack:
    """What one line gives back. cancelled: held pieces that will not leave; returned: pieces that are here again."""

    order_line_id: int
    refund_fen: int
    cancelled: int = 0
    returned: int = 0


def refund_part(
    order: Order, parts: Sequence[LineBack], freight_fen: int, *, cause: str, reason: str, by: str
) -> Refund:
    """Give some of a paid order's money back; cancelled pieces return to stock.

    order: locked by the caller. cause: unique per intent. Raises OverRefund when a line, the freight or the order
    would give back more than was paid.
    """
    lines = _lines(order.id)
    refund_fen = sum(part.refund_fen for part in parts) + freight_fen
    _refuse_too_much(order, lines, parts, freight_fen)
    payment = payments.lock_kept(order.id)
    if payment is None:
        raise OverRefund("这个订单没有收到过付款")
    order.refunded_fen += refund_fen
    order.freight_refunded_fen += freight_fen
    for part in parts:
        line = lines[part.order_line_id]
        line.refunded_fen += part.refund_fen
        line.held_quantity -= part.cancelled
        line.cancelled_quantity += part.cancelled
        line.returned_quantity += part.returned
    refund = payments.request_refund(payment, refund_fen, cause=cause, reason=reason, by=by)
    _give_pieces_back(order, lines, parts, cause=cause, by=by)
    _move_order(order, list(lines.values()), refund, reason=reason, by=by)
    return refund


def _lines(order_id: int) -> dict[int, OrderLine]:
    statement = select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id)
    found = db.session.scalars(statement.execution_options(populate_existing=True))
    return {line.id: line for line in found}


def _refuse_too_much(order: Order, lines: dict[int, OrderLine], parts: Sequence[LineBack], freight_fen: int) -> None:
    for part in parts:
        line = lines[part.order_line_id]
        left_fen = line.paid_fen - line.refunded_fen
        if part.refund_fen > left_fen:
            raise OverRefund(f"「{line.title}」最多还能退 {left_fen / 100:.2f} 元")
    if freight_fen > order.freight_fen - order.freight_refunded_fen:
        raise OverRefund("运费已经退过了")
    if sum(part.refund_fen for part in parts) + freight_fen > order.total_fen - order.refunded_fen:
        raise OverRefund(f"这个订单最多还能退 {(order.total_fen - order.refunded_fen) / 100:.2f} 元")


def _give_pieces_back(
    order: Order, lines: dict[int, OrderLine], parts: Sequence[LineBack], *, cause: str, by: str
) -> None:
    limits.give_back_pieces(order, [(lines[part.order_line_id], part.cancelled + part.returned) for part in parts])
    pieces: dict[int, int] = {}
    for part in parts:
        sku_id = lines[part.order_line_id].sku_id
        if sku_id is not None and part.cancelled:
            pieces[sku_id] = pieces.get(sku_id, 0) + part.cancelled
    if pieces:
        returns.take_in(order.id, pieces, cause=f"{cause}:cancelled", reason="未发货退款回库", by=by)


def _move_order(order: Order, lines: list[OrderLine], refund: Refund, *, reason: str, by: str) -> None:
    """Nothing left to keep or to send: refunded. Nothing left to send: on its way. Else it goes on as it was."""
    is_rest_cancelled = False
    kept = sum(line.quantity - line.cancelled_quantity - line.returned_quantity for line in lines)
    to_ship = sum(line.quantity - line.cancelled_quantity - line.shipped_quantity for line in lines)
    if kept == 0 or (order.refunded_fen == order.total_fen and to_ship == 0):
        ORDER.move(order, "refund")
        outbox.record(OrderRefunded(order.id, refund.id, refund.refund_fen, reason), by=by)
        return
    if to_ship == 0 and order.state == "part_shipped":
        ORDER.move(order, "ship")
        receipt.expect(order, clock.now())
        is_rest_cancelled = True
    fact = OrderPartRefunded(order.id, refund.id, refund.refund_fen, reason, is_rest_cancelled)
    outbox.record(fact, by=by)


def hold_back(order: Order, pieces: dict[int, int]) -> None:
    """An after-sale case begins: these pieces may not be shipped meanwhile. order: locked; pieces: by order line id."""
    order.open_cases += 1
    lines = _lines(order.id)
    for order_line_id, quantity in pieces.items():
        lines[order_line_id].held_quantity += quantity


def let_go(order: Order, pieces: dict[int, int]) -> None:
    """The case has ended: what is still held may be shipped again. order: locked by the caller."""
    order.open_cases -= 1
    lines = _lines(order.id)
    for order_line_id, quantity in pieces.items():
        line = lines[order_line_id]
        line.held_quantity = max(0, line.held_quantity - quantity)  # 0 when the whole order was refunded meanwhile
