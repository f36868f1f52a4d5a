"""Products with their stock, as the merchant's list shows and filters them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from commerce.catalog.models import Category, Media, Product, Sku
from commerce.inventory.models import Stock
from kernel import keyset
from kernel.db import db
from kernel.errors import NotFound
from tenants.settings import LOW_STOCK

TABS = {"on_sale": "出售中", "sold_out": "已售罄", "stored": "仓库中", "low": "预警", "bin": "回收站"}
SORTS: dict[str, Any] = {
    "changed": Product.changed_at, "price": Product.price_from_fen, "sold": Product.sold_count,
}  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Wanted:
    """What the merchant asked the list for. sort: one of SORTS; unknown words fall back to the newest change first."""

    tab: str = "on_sale"
    words: str = ""
    category_ids: tuple[int, ...] = ()
    role: str = ""
    exclusive: str = ""
    sort: str = "changed"
    is_descending: bool = True
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ProductLine:
    """One product of the list. sellable: pieces of all variants; least: of the variant with the fewest."""

    product: Product
    cover_key: str | None
    category: str | None
    sku_count: int
    sellable: int
    least: int
    sku_id: int | None
    highest_fen: int

    @property
    def id(self) -> int:
        return self.product.id

    @property
    def has_one_sku(self) -> bool:
        """Its price can be changed in the list."""
        return self.sku_count == 1


@dataclass(frozen=True)
class ProductLines:
    """A page of products, how many match in all. before, after: cursors of the pages on either side."""

    rows: Sequence[ProductLine]
    total: int
    before: str | None
    after: str | None


def _levels() -> Any:
    """Per product: its variants, their pieces for sale together, and the fewest of one."""
    at_stock = (Stock.tenant_id == Sku.tenant_id) & (Stock.sku_id == Sku.id)
    per_sku = (
        select(
            Sku.product_id,
            Sku.id,
            Sku.price_fen,
            func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0).label("sellable"),
        )
        .outerjoin(Stock, at_stock)
        .where(Sku.is_active)
        .group_by(Sku.tenant_id, Sku.id)
        .subquery()
    )
    return (
        select(
            per_sku.c.product_id,
            func.count().label("sku_count"),
            func.sum(per_sku.c.sellable).label("sellable"),
            func.min(per_sku.c.sellable).label("least"),
            func.min(per_sku.c.id).label("sku_id"),
            func.max(per_sku.c.price_fen).label("highest_fen"),
        )
        .group_by(per_sku.c.product_id)
        .subquery()
    )


def _in_tab(tab: str, levels: Any) -> ColumnElement[bool]:
    sellable = func.coalesce(levels.c.sellable, 0)
    shelved = Product.state == "shelved"
    return {
        "on_sale": and_(shelved, sellable > 0),
        "sold_out": and_(shelved, sellable <= 0),
        "stored": Product.state.in_(("draft", "unshelved")),
        "low": and_(shelved, func.coalesce(levels.c.least, 0) < LOW_STOCK.get()),
        "bin": Product.state == "binned",
    }.get(tab, and_(shelved, sellable > 0))


def _matching(wanted: Wanted, levels: Any) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.words:
        pattern = "%" + wanted.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        has_code = select(Sku.id).where(Sku.product_id == Product.id, Sku.code.ilike(pattern, escape="\\")).exists()
        tests = [Product.title.ilike(pattern, escape="\\"), Product.pinyin.ilike(pattern, escape="\\"), has_code]
        if wanted.words.isascii() and wanted.words.isdigit() and len(wanted.words) <= 18:
            tests.append(Product.id == int(wanted.words))
        conditions.append(or_(*tests))
    if wanted.category_ids:
        conditions.append(Product.category_id.in_(wanted.category_ids))
    if wanted.role:
        conditions.append(Product.lifecycle_role == wanted.role)
    if wanted.exclusive in ("0", "1"):
        conditions.append(Product.is_wechat_exclusive.is_(wanted.exclusive == "1"))
    return conditions


def lines(wanted: Wanted, *, limit: int = 20) -> ProductLines:
    """One page of a tab. Two queries."""
    levels = _levels()
    column = SORTS.get(wanted.sort, Product.changed_at)
    conditions = [_in_tab(wanted.tab, levels), *_matching(wanted, levels)]
    joined = (levels, levels.c.product_id == Product.id)
    total = db.session.scalar(select(func.count()).select_from(Product).outerjoin(*joined).where(*conditions)) or 0
    statement = _columns(levels).outerjoin(*joined).where(*conditions)
    asked = keyset.turn(lambda cursor: _place(cursor, wanted.sort), before=wanted.before, after=wanted.after)
    statement = keyset.ordered(statement, (column, Product.id), asked, is_falling=wanted.is_descending)
    found = [_line(row) for row in db.session.execute(statement.limit(limit + 1))]
    page = keyset.cut(found, asked, limit, lambda line: _cursor(line.product, wanted.sort))
    return ProductLines(page.rows, total, page.before, page.after)


def _columns(levels: Any) -> Select[Any]:
    return (
        select(Product, Media.key, Category.name, levels)
        .outerjoin(Media, (Media.tenant_id == Product.tenant_id) & (Media.id == Product.cover_id))
        .outerjoin(Category, (Category.tenant_id == Product.tenant_id) & (Category.id == Product.category_id))
    )


def _line(row: Any) -> ProductLine:
    return ProductLine(
        row[0],
        row[1],
        row[2],
        row.sku_count or 0,
        int(row.sellable or 0),
        int(row.least or 0),
        row.sku_id,
        row.highest_fen or 0,
    )


def line(product_id: int) -> ProductLine:
    """One product as the list shows it. Raises NotFound."""
    levels = _levels()
    statement = _columns(levels).outerjoin(levels, levels.c.product_id == Product.id)
    row = db.session.execute(statement.where(Product.id == product_id)).one_or_none()
    if row is None:
        raise NotFound("没有找到这件商品")
    return _line(row)


def matching_ids(wanted: Wanted, *, limit: int) -> list[int]:
    """The ids of everything the filter matches, for moves on all of them; at most limit."""
    levels = _levels()
    conditions = [_in_tab(wanted.tab, levels), *_matching(wanted, levels)]
    statement = select(Product.id).outerjoin(levels, levels.c.product_id == Product.id).where(*conditions)
    return list(db.session.scalars(statement.order_by(Product.id).limit(limit)))


def tab_counts(wanted: Wanted) -> dict[str, int]:
    """How many products each tab holds under the present filter; one query."""
    levels = _levels()
    counts = [func.count().filter(_in_tab(tab, levels)).label(tab) for tab in TABS]
    statement = select(*counts).select_from(Product).outerjoin(levels, levels.c.product_id == Product.id)
    return dict(db.session.execute(statement.where(*_matching(wanted, levels))).one()._mapping)


def _cursor(product: Product, sort: str) -> str:
    if sort == "price":
        value = product.price_from_fen
    elif sort == "sold":
        value = product.sold_count
    else:
        value = (product.changed_at - EPOCH) // timedelta(microseconds=1)
    return f"{value}-{product.id}"


def _place(cursor: str, sort: str) -> tuple[Any, int] | None:
    """Where a page starts or ends; None for nonsense."""
    value, _, row_id = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 17 for part in (value, row_id)):
        return None
    return (int(value) if sort in ("price", "sold") else EPOCH + timedelta(microseconds=int(value))), int(row_id)
