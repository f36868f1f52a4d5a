"""Goods leave the house."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from commerce.events.orders import OrderShipped, ShipmentCorrected
from commerce.fulfilment import carriers, queries
from commerce.fulfilment.errors import MayNotShip, NumberTaken, TooMany
from commerce.fulfilment.models import Shipment, ShipmentLine
from commerce.orders import receipt
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import LABELS, ORDER
from jobs import outbox
from kernel.db import db, find, lock, save
from kernel.errors import Invalid, NotFound


def ship(
    order_id: int,
    *,
    carrier: str,
    tracking_number: str,
    line_quantities: Mapping[int, int] | None = None,
    by: str,
    at: datetime,
) -> Shipment:
    """Send a parcel on its way and tell everybody who waits for it.

    carrier: a code of carriers.py. line_quantities: order line id → pieces; None = everything still here.
    The order's shipped_at is when its last parcel left. Safe to repeat: the same carrier, number and pieces
    are the same parcel. Raises MayNotShip, TooMany, NumberTaken, and Invalid for a number of the wrong shape.
    """
    number = carriers.read_number(carrier, tracking_number)
    order = lock(Order, order_id)
    lines = _lines(order.id)
    earlier = _parcel(order.id, carrier, number)
    if earlier is not None and _is_repeated(earlier, lines, line_quantities):
        return earlier
    _refuse_unshippable(order)
    if earlier is not None:
        raise NumberTaken()
    pieces = _pieces(lines, line_quantities)
    shipment = save(Shipment(order_id=order.id, carrier=carrier, tracking_number=number, shipped_at=at, by=by))
    for line in lines:
        if line.id in pieces:
            line.shipped_quantity += pieces[line.id]
            db.session.add(ShipmentLine(shipment_id=shipment.id, order_line_id=line.id, quantity=pieces[line.id]))
    is_whole = not any(line.unsent for line in lines)
    ORDER.move(order, "ship" if is_whole else "ship_part")
    order.shipped_at = at
    if is_whole:
        receipt.expect(order, at)
    order.is_urged = False
    outbox.record(OrderShipped(order.id, shipment.id, is_whole), by=by, at=at)
    return shipment


def correct(shipment_id: int, *, carrier: str, tracking_number: str, reason: str, by: str, at: datetime) -> Shipment:
    """Another carrier or number for a parcel that was written down wrongly; its track begins anew.

    Safe to repeat. Raises MayNotShip once the order is over, NumberTaken, and Invalid for a number of the wrong shape.
    """
    number = carriers.read_number(carrier, tracking_number)
    order = lock(Order, find(Shipment, shipment_id).order_id)
    parcel = lock(Shipment, shipment_id)
    if (parcel.carrier, parcel.tracking_number) == (carrier, number):
        return parcel
    if order.source != "wechat":
        raise MayNotShip("平台订单的物流单号请在平台商家后台修改")
    if order.state not in ("part_shipped", "shipped"):
        raise MayNotShip(f"{LABELS[order.state]}的订单不能再改物流单号")
    if _parcel(order.id, carrier, number) is not None:
        raise NumberTaken()
    before = f"{parcel.carrier} {parcel.tracking_number}"
    parcel.carrier, parcel.tracking_number, parcel.corrected_at = carrier, number, at
    parcel.track, parcel.tracked_at = [], None
    outbox.record(ShipmentCorrected(order.id, parcel.id, before, f"{carrier} {number}", reason), by=by, at=at)
    return parcel


def _lines(order_id: int) -> list[OrderLine]:
    return list(db.session.scalars(select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id)))


def _parcel(order_id: int, carrier: str, number: str) -> Shipment | None:
    statement = select(Shipment).where(
        Shipment.order_id == order_id, Shipment.carrier == carrier, Shipment.tracking_number == number
    )
    return db.session.scalar(statement)


def _is_repeated(parcel: Shipment, lines: list[OrderLine], asked: Mapping[int, int] | None) -> bool:
    if asked is None:
        return not any(_left(line) for line in lines)
    packed = {row.order_line_id: row.quantity for row in queries.lines_of([parcel.id])[parcel.id]}
    return packed == {line_id: quantity for line_id, quantity in asked.items() if quantity}


def _refuse_unshippable(order: Order) -> None:
    if not ORDER.can(order, "ship"):
        raise MayNotShip(f"{LABELS[order.state]}的订单不能发货，请刷新后再看")
    if order.is_blocked and order.kind == "groupbuy":
        raise MayNotShip("拼团还没成团，暂时不能发货")
    if order.is_blocked:
        raise MayNotShip("买家在平台上申请了退款或订单被平台锁定，暂时不能发货")


def _pieces(lines: list[OrderLine], asked: Mapping[int, int] | None) -> dict[int, int]:
    """Order line id → pieces of this parcel, at least one in all."""
    if asked is None:
        pieces = {line.id: _left(line) for line in lines if _left(line)}
        if not pieces:
            raise MayNotShip("买家申请了退款，处理完再发货")
        return pieces
    by_id = {line.id: line for line in lines}
    for line_id, quantity in asked.items():
        if line_id not in by_id:
            raise NotFound("这个商品不在订单里，请刷新后再看")
        if quantity < 0:
            raise Invalid(f"line-{line_id}", "发货件数不能小于 0")
        if quantity > _left(by_id[line_id]):
            raise TooMany(line_id, by_id[line_id].title, _left(by_id[line_id]))
    pieces = {line_id: quantity for line_id, quantity in asked.items() if quantity}
    if not pieces:
        raise Invalid("lines", "请至少选择一件要发的商品")
    return pieces


def _left(line: OrderLine) -> int:
    """Pieces that may still be shipped; those of an open after-sale case wait."""
    return line.shippable
