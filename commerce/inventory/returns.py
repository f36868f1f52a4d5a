"""Pieces that come back one by one, and pieces that leave as a replacement."""

from collections.abc import Mapping

from sqlalchemy import select

from commerce.events.inventory import StockChanged
from commerce.inventory.actions import _move, _open_holds, lock_skus
from commerce.inventory.errors import SoldOut
from commerce.inventory.models import Movement, Stock
from commerce.inventory.states import HOLD
from jobs import outbox
from kernel.db import db


def take_in(
    order_id: int, pieces: Mapping[int, int], *, cause: str, reason: str, by: str, is_sellable: bool = True
) -> None:
    """Some pieces of a paid order are here again. pieces: SKU id → count; is_sellable: false writes them off at once.

    They go back to the warehouses they were taken from. Safe to repeat with the same cause.
    """
    if db.session.scalar(select(Movement.id).where(Movement.cause == cause).limit(1)):
        return
    left = {sku_id: count for sku_id, count in pieces.items() if count}
    for held, stock in _open_holds(order_id, "committed", besides=left):
        part = min(left.get(stock.sku_id, 0), held.quantity - held.returned_quantity)
        if part > 0:
            left[stock.sku_id] -= part
            held.returned_quantity += part
            if held.returned_quantity == held.quantity:
                HOLD.move(held, "restock")
            _come_in(stock, part, cause=cause, reason=reason, by=by, is_sellable=is_sellable)
    rest = {sku_id: count for sku_id, count in left.items() if count}
    for stock in _first_stocks(rest):
        _come_in(stock, rest[stock.sku_id], cause=cause, reason=reason, by=by, is_sellable=is_sellable)


def _first_stocks(pieces: Mapping[int, int]) -> list[Stock]:
    """Where pieces go that no hold speaks of: an exchanged variant, an order of before."""
    found: dict[int, Stock] = {}
    for stock in lock_skus(pieces) if pieces else ():
        found.setdefault(stock.sku_id, stock)
    return list(found.values())


def _come_in(stock: Stock, count: int, *, cause: str, reason: str, by: str, is_sellable: bool) -> None:
    _move(stock, count, cause=cause, reason=reason, by=by)
    if not is_sellable:
        _move(stock, -count, cause=f"{cause}:off", reason=f"{reason}，报损", by=by)
        return
    outbox.record(StockChanged(stock.sku_id))


def take_out(pieces: Mapping[int, int], *, cause: str, reason: str, by: str) -> None:
    """Pieces leave the stock as a replacement. Raises SoldOut and changes nothing when any SKU falls short.

    Safe to repeat with the same cause.
    """
    if db.session.scalar(select(Movement.id).where(Movement.cause == cause).limit(1)):
        return
    stocks = lock_skus(pieces)
    for sku_id, wanted in sorted(pieces.items()):
        rows = [stock for stock in stocks if stock.sku_id == sku_id]
        sellable = sum(stock.on_hand - stock.reserved for stock in rows)
        if sellable < wanted:
            raise SoldOut(sku_id, wanted, sellable)
        for stock in rows:
            part = min(wanted, stock.on_hand - stock.reserved)
            if part > 0:
                _move(stock, -part, cause=cause, reason=reason, by=by)
                wanted -= part
        outbox.record(StockChanged(sku_id))
