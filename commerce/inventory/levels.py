"""Stock as the merchant's screens show it: levels per SKU, movements, who waits for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from commerce.catalog.models import Media, Product, RestockRequest, Sku
from commerce.inventory.models import Movement, Stock, Warehouse
from kernel import keyset
from kernel.db import db, find
from kernel.keyset import Slice
from tenants.settings import LOW_STOCK

LEVELS = {"": "全部", "low": "低库存", "zero": "无库存"}


@dataclass(frozen=True)
class StockLine:
    """One SKU with its pieces. reserved: held by unpaid orders; waiting: members who asked for 到货提醒."""

    sku: Sku
    title: str
    state: str
    cover_key: str | None
    on_hand: int
    reserved: int
    waiting: int

    @property
    def sellable(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True)
class StockLines:
    """A page of SKUs; before, after: cursors of the pages on either side, None at the ends."""

    rows: Sequence[StockLine]
    total: int
    before: str | None
    after: str | None


def _totals() -> Any:
    return (
        select(Stock.sku_id, func.sum(Stock.on_hand).label("on_hand"), func.sum(Stock.reserved).label("reserved"))
        .group_by(Stock.sku_id)
        .subquery()
    )


def _where(level: str, words: str, totals: Any) -> list[ColumnElement[bool]]:
    sellable = func.coalesce(totals.c.on_hand - totals.c.reserved, 0)
    conditions: list[ColumnElement[bool]] = [Sku.is_active.is_(True), Product.state != "binned"]
    if level == "low":
        conditions.append(and_(Product.state == "shelved", sellable < LOW_STOCK.get()))
    if level == "zero":
        conditions.append(sellable <= 0)
    if words:
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append(or_(Sku.code.ilike(pattern, escape="\\"), Product.title.ilike(pattern, escape="\\")))
    return conditions


def _joined(statement: Any, totals: Any) -> Select[Any]:
    of_product = (Product.tenant_id == Sku.tenant_id) & (Product.id == Sku.product_id)
    joined: Select[Any] = statement.join(Product, of_product).outerjoin(totals, totals.c.sku_id == Sku.id)
    return joined


def _columns(totals: Any) -> Select[Any]:
    waiting = (
        select(func.count())
        .select_from(RestockRequest)
        .where(RestockRequest.sku_id == Sku.id, RestockRequest.told_at.is_(None))
        .correlate(Sku)
        .scalar_subquery()
    )
    columns = (
        Sku,
        Product.title,
        Product.state,
        Media.key,
        func.coalesce(totals.c.on_hand, 0),
        func.coalesce(totals.c.reserved, 0),
        waiting,
    )
    statement = _joined(select(*columns).select_from(Sku), totals)
    return statement.outerjoin(Media, (Media.tenant_id == Product.tenant_id) & (Media.id == Product.cover_id))


def stock_lines(*, level: str = "", words: str = "", before: str = "", after: str = "", limit: int = 20) -> StockLines:
    """SKUs with their levels, the newest products first. Two queries."""
    totals = _totals()
    conditions = _where(level, words, totals)
    total = db.session.scalar(_joined(select(func.count()).select_from(Sku), totals).where(*conditions)) or 0
    asked = keyset.turn(keyset.row_id, before=before, after=after)
    statement = keyset.ordered(_columns(totals).where(*conditions), (Sku.id,), asked).limit(limit + 1)
    found = [_line(row) for row in db.session.execute(statement)]
    cut = keyset.cut(found, asked, limit, lambda line: str(line.sku.id))
    return StockLines(cut.rows, total, cut.before, cut.after)


def stock_line(sku_id: int) -> StockLine:
    """One SKU with its levels. Raises NotFound."""
    find(Sku, sku_id)
    return _line(db.session.execute(_columns(_totals()).where(Sku.id == sku_id)).one())


def _line(row: Any) -> StockLine:
    return StockLine(row[0], row[1], row[2], row[3], int(row[4]), int(row[5]), row[6])


def counts() -> dict[str, int]:
    """How many SKUs each tab holds; one query."""
    totals = _totals()
    columns = [func.count().filter(and_(*_where(level, "", totals))).label(level or "all") for level in LEVELS]
    row = db.session.execute(_joined(select(*columns).select_from(Sku), totals)).one()._mapping
    return {level: row[level or "all"] for level in LEVELS}


def by_warehouse(sku_id: int) -> list[tuple[Warehouse, int, int]]:
    """Every warehouse with what lies there of a SKU and what of it is held; also those without any."""
    at = (Stock.tenant_id == Warehouse.tenant_id) & (Stock.warehouse_id == Warehouse.id) & (Stock.sku_id == sku_id)
    statement = (
        select(Warehouse, func.coalesce(Stock.on_hand, 0), func.coalesce(Stock.reserved, 0))
        .outerjoin(Stock, at)
        .order_by(Warehouse.position, Warehouse.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class MovementLine:
    """One change of stock with the words around it."""

    movement: Movement
    warehouse: str
    sku: Sku
    title: str


KINDS = {"sale": "订单出库", "restock": "退款回库", "adjust": "人工调整", "opening": "期初入库", "channel": "其他平台"}
_CAUSES = {
    "sale": Movement.cause.like("order:%:sale"),
    "restock": Movement.cause.like("order:%:restock"),
    "adjust": Movement.cause.like("adjust:%"),
    "opening": Movement.cause.like("opening:%"),
    "channel": Movement.by == "channel",
}


def movement_lines(
    *, words: str = "", kind: str = "", before: str = "", after: str = "", limit: int = 20
) -> Slice[MovementLine]:
    """What came in and went out, newest first, a page."""
    statement = (
        select(Movement, Warehouse.name, Sku, Product.title)
        .join(Stock, (Stock.tenant_id == Movement.tenant_id) & (Stock.id == Movement.stock_id))
        .join(Warehouse, (Warehouse.tenant_id == Stock.tenant_id) & (Warehouse.id == Stock.warehouse_id))
        .join(Sku, (Sku.tenant_id == Stock.tenant_id) & (Sku.id == Stock.sku_id))
        .join(Product, (Product.tenant_id == Sku.tenant_id) & (Product.id == Sku.product_id))
    )
    if words:
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        statement = statement.where(
            or_(Sku.code.ilike(pattern, escape="\\"), Product.title.ilike(pattern, escape="\\"))
        )
    if kind in _CAUSES:
        statement = statement.where(_CAUSES[kind])
    return keyset.newest_first(
        statement, Movement.id, lambda page: [MovementLine(*row) for row in db.session.execute(page)],
        lambda line: line.movement.id, before=before, after=after, limit=limit,
    )  # fmt: skip
