"""Changing stock. Every change of what may be sold records StockChanged; every change of on_hand is a movement.

Scarce rows are locked once per action, sorted by id, so that baskets in any order cannot deadlock (I6).
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select

from commerce.events.inventory import StockChanged
from commerce.inventory.errors import SoldOut
from commerce.inventory.models import Hold, Movement, Stock, Warehouse
from commerce.inventory.states import HOLD
from jobs import outbox
from kernel import past_mapper
from kernel.db import db, save
from kernel.errors import Invalid, Refused
from kernel.prepared import Prepared


def add_warehouse(code: str, name: str, *, kind: str = "centre", position: int = 0) -> Warehouse:
    """A new place to send from."""
    return save(Warehouse(code=code, name=name, kind=kind, position=position))


def hold(order_id: int, quantities: Mapping[int, int]) -> None:
    """Set pieces aside for an order. quantities: SKU id → pieces.

    Takes from the warehouses in their order. Raises SoldOut and changes nothing when any SKU falls short.
    """
    stocks = LOCKED_LEVELS.rows(sku_ids=list(quantities))
    held: list[dict[str, int]] = []
    for sku_id, wanted in sorted(quantities.items()):
        rows = [s for s in stocks if s.sku_id == sku_id]
        sellable = sum(s.sellable for s in rows)
        if sellable < wanted:
            raise SoldOut(sku_id, wanted, sellable)
        for stock in rows:
            part = min(wanted, stock.sellable)
            if part > 0:
                wanted -= part
                held.append({"order_id": order_id, "stock_id": stock.id, "sku_id": sku_id, "quantity": part})
    past_mapper.raise_by(Stock, "reserved", {row["stock_id"]: row["quantity"] for row in held})
    past_mapper.write(Hold, held)
    for sku_id in sorted(quantities):
        outbox.record(StockChanged(sku_id))


def release(order_id: int) -> None:
    """Give back what an unpaid order held. Safe to repeat: only open holds move."""
    for held, stock in _open_holds(order_id, "held"):
        HOLD.move(held, "release")
        stock.reserved -= held.quantity
        outbox.record(StockChanged(stock.sku_id))


def commit(order_id: int, *, by: str = "system") -> None:
    """The order is paid: its pieces leave the stock. Safe to repeat."""
    for held, stock in _open_holds(order_id, "held"):
        HOLD.move(held, "commit")
        stock.reserved -= held.quantity
        _move(stock, -held.quantity, cause=f"order:{order_id}:sale", reason="订单出库", by=by)


def restock(order_id: int, *, by: str = "system") -> None:
    """A paid order that was never shipped is undone: its pieces come back. Safe to repeat."""
    for held, stock in _open_holds(order_id, "committed"):
        HOLD.move(held, "restock")
        left = held.quantity - held.returned_quantity
        held.returned_quantity = held.quantity
        if left:
            _move(stock, left, cause=f"order:{order_id}:restock", reason="退款回库", by=by)
            outbox.record(StockChanged(stock.sku_id))


def sell_elsewhere(sku_id: int, quantity: int, *, cause: str, reason: str) -> int:
    """Another platform has sold pieces: take as many as there are. Returns how many were missing (oversold there).

    cause: unique, so that an order imported twice takes its pieces once.
    """
    missing = quantity
    for stock in _lock_stocks([sku_id]):
        if db.session.scalar(select(Movement.id).where(Movement.cause == cause, Movement.stock_id == stock.id)):
            return 0
        part = min(missing, stock.on_hand - stock.reserved)
        if part > 0:
            _move(stock, -part, cause=cause, reason=reason, by="channel")
            missing -= part
    outbox.record(StockChanged(sku_id))
    return missing


def take_back(cause: str, *, reason: str) -> None:
    """A sale elsewhere came to nothing: exactly the pieces that left under `cause` return. Safe to repeat."""
    rows = db.session.execute(
        select(Movement.stock_id, Movement.delta, Stock.sku_id)
        .join(Stock, Movement.stock_id == Stock.id)
        .where(Movement.cause == cause)
    ).all()
    stocks = {stock.id: stock for stock in lock_skus([row.sku_id for row in rows])} if rows else {}
    undo = f"{cause}:back"
    for row in rows:
        if db.session.scalar(select(Movement.id).where(Movement.cause == undo, Movement.stock_id == row.stock_id)):
            continue
        _move(stocks[row.stock_id], -row.delta, cause=undo, reason=reason, by="channel")
        outbox.record(StockChanged(row.sku_id))


def lock_skus(sku_ids: Iterable[int]) -> list[Stock]:
    """Lock the stock of several SKUs at once, before they are changed one by one in the same transaction."""
    return _lock_stocks(sku_ids)


def adjust(sku_id: int, warehouse_id: int, on_hand: int, *, reason: str, cause: str, by: str) -> Stock:
    """Set a counted level, with a reason. Raises Invalid below what orders hold; safe to repeat with the same cause."""
    if not reason.strip():
        raise Invalid("reason", "请写明调整原因")
    if on_hand < 0:
        raise Invalid("on_hand", "库存不能小于 0")
    stock = _stock(sku_id, warehouse_id)
    if db.session.scalar(select(Movement.id).where(Movement.cause == cause, Movement.stock_id == stock.id)):
        return stock
    if on_hand < stock.reserved:
        raise Invalid("on_hand", f"有 {stock.reserved} 件已被未付款订单占用，库存不能低于 {stock.reserved} 件")
    if on_hand != stock.on_hand:
        _move(stock, on_hand - stock.on_hand, cause=cause, reason=reason.strip(), by=by)
        outbox.record(StockChanged(sku_id), by=by)
    return stock


def _stock(sku_id: int, warehouse_id: int) -> Stock:
    """The locked stock row, made with 0 pieces when the SKU is new to the warehouse."""
    statement = (
        select(Stock).where(Stock.sku_id == sku_id, Stock.warehouse_id == warehouse_id).with_for_update(key_share=True)
    )
    row = db.session.scalar(statement.execution_options(populate_existing=True))
    return row if row is not None else save(Stock(sku_id=sku_id, warehouse_id=warehouse_id, on_hand=0, reserved=0))


LOCKED_LEVELS = Prepared(
    select(Stock.id, Stock.sku_id, (Stock.on_hand - Stock.reserved).label("sellable"))
    .where(Stock.sku_id == func.any(bindparam("sku_ids", type_=ARRAY(BigInteger))))
    .order_by(Stock.id)
    .with_for_update(key_share=True)
)  # what hold() takes from
LOCKED_STOCKS = (
    select(Stock)
    .where(Stock.sku_id.in_(bindparam("sku_ids", expanding=True)))
    .order_by(Stock.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def _lock_stocks(sku_ids: Iterable[int]) -> list[Stock]:
    return list(db.session.scalars(LOCKED_STOCKS, {"sku_ids": list(sku_ids)}))


def _open_holds(order_id: int, state: str, *, besides: Iterable[int] = ()) -> list[tuple[Hold, Stock]]:
    """The order's holds in one state with their stocks, both locked (stocks first, sorted).

    besides: SKUs whose stock is changed along with them; locked now, or it would be locked out of turn.
    """
    holds = list(db.session.scalars(select(Hold).where(Hold.order_id == order_id, Hold.state == state)))
    sku_ids = [*(h.sku_id for h in holds), *besides]
    stocks = {s.id: s for s in _lock_stocks(sku_ids)} if sku_ids else {}
    statement = (
        select(Hold)
        .where(Hold.order_id == order_id, Hold.state == state)
        .order_by(Hold.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return [(held, stocks[held.stock_id]) for held in db.session.scalars(statement)] if holds else []


def _move(stock: Stock, delta: int, *, cause: str, reason: str, by: str) -> None:
    if stock.on_hand + delta < stock.reserved:
        raise Refused("库存不足，请刷新后重试")
    stock.on_hand += delta
    db.session.add(
        Movement(stock_id=stock.id, delta=delta, on_hand_after=stock.on_hand, cause=cause, reason=reason, by=by)
    )


def open_stock(pieces: Mapping[int, int], *, by: str) -> None:
    """The first count of new SKUs, into the first warehouse. pieces: SKU id → counted.

    Safe to repeat: a SKU that has stock rows already keeps its level; from then on adjust() changes it.
    """
    known = set(db.session.scalars(select(Stock.sku_id).where(Stock.sku_id.in_(list(pieces)))))
    fresh = {sku_id: count for sku_id, count in pieces.items() if sku_id not in known}
    if not fresh:
        return
    first = db.session.scalar(select(Warehouse).order_by(Warehouse.position, Warehouse.id).limit(1))
    warehouse = first or add_warehouse("centre", "中心仓")
    for sku_id, count in sorted(fresh.items()):
        adjust(sku_id, warehouse.id, count, reason="期初库存", cause=f"opening:{sku_id}", by=by)
