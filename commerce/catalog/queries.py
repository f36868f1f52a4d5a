"""Reads about the catalogue: categories, one product for its editor, which products stand on the shelf."""

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.catalog.models import Category, Favourite, Media, PriceRecord, Product, ProductImage, Sku
from kernel.db import db, find
from kernel.prepared import Prepared

MOST_SHOWN = 1000
"""No shopper's list goes further, whatever the address says (reliability 167)."""
PAGE_SIZE = 20

SORTS: dict[str, Any] = {
    "default": (Product.sold_count.desc(), Product.shelved_at.desc(), Product.id.desc()),
    "sold": (Product.sold_count.desc(), Product.id.desc()),
    "new": (Product.shelved_at.desc().nulls_last(), Product.id.desc()),
    "price": (Product.price_from_fen, Product.id.desc()),
    "price_down": (Product.price_from_fen.desc(), Product.id.desc()),
}


@dataclass(frozen=True)
class Shelf:
    """What a shopper looks through. Prices in fen; sort: one of SORTS (anything else is the default)."""

    category_ids: tuple[int, ...] = ()
    sort: str = "default"
    price_from_fen: int | None = None
    price_to_fen: int | None = None
    is_in_stock: bool = False


class Listing(NamedTuple):
    """Products of a list in their order: a statement of their ids, the same object for every list of its kind, and the
    values it is asked with. The showcase adds what the cards say."""

    statement: Select[Any]
    values: Mapping[str, Any]


def on_shelf(shelf: Shelf) -> Listing:
    """The products of a shelf in its order."""
    values = {"ids": list(shelf.category_ids), "least_fen": shelf.price_from_fen, "most_fen": shelf.price_to_fen}
    given = {name: value for name, value in values.items() if value not in (None, [])}
    return Listing(_shelf(shelf.sort if shelf.sort in SORTS else "default", *(name in given for name in values)), given)


@functools.cache
def _shelf(sort: str, is_in_category: bool, has_least: bool, has_most: bool) -> Select[Any]:
    wanted: list[ColumnElement[bool]] = [Product.state == "shelved"]
    if is_in_category:
        wanted.append(Product.category_id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    if has_least:
        wanted.append(Product.price_from_fen >= bindparam("least_fen"))
    if has_most:
        wanted.append(Product.price_from_fen <= bindparam("most_fen"))
    return select(Product.id).where(*wanted).order_by(*SORTS[sort])


_KEPT_BY = (
    select(Product.id)
    .join(Favourite, (Favourite.product_id == Product.id) & (Favourite.member_id == bindparam("member_id")))
    .order_by(Favourite.id.desc())
)


def kept_by(member_id: int) -> Listing:
    """A member's favourites, newest first, those off the shelf included."""
    return Listing(_KEPT_BY, {"member_id": member_id})


@dataclass(frozen=True)
class Branch:
    """A category of the first level with its children. icon_key: of its picture."""

    id: int
    name: str
    icon_key: str | None
    children: tuple["Branch", ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """Its own id and those below it."""
        return (self.id, *(child.id for child in self.children))


CATEGORIES = (
    select(Category.id, Category.parent_id, Category.name, Media.key)
    .outerjoin(Media, Media.id == Category.icon_id)
    .order_by(Category.position, Category.id)
)
EVERY_CATEGORY, VISIBLE_CATEGORIES = Prepared(CATEGORIES), Prepared(CATEGORIES.where(Category.is_visible))


def category_tree(*, only_visible: bool = True) -> list[Branch]:
    """All categories in their order; one query."""
    rows = (VISIBLE_CATEGORIES if only_visible else EVERY_CATEGORY).rows()
    below: dict[int | None, list[Branch]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(Branch(row.id, row.name, row.key))
    return [Branch(top.id, top.name, top.icon_key, tuple(below.get(top.id, ()))) for top in below.get(None, [])]


def media_keys(media_ids: Sequence[int]) -> dict[int, str]:
    """Media id → key, for banners and the like."""
    rows = db.session.execute(select(Media.id, Media.key).where(Media.id.in_(media_ids))) if media_ids else ()
    return {media_id: key for media_id, key in rows}


IS_FAVOURITE = Prepared(
    select(Favourite.id).where(
        Favourite.member_id == bindparam("member_id"), Favourite.product_id == bindparam("product_id")
    )
)


def is_favourite(member_id: int, product_id: int) -> bool:
    """Whether a member keeps this product."""
    return IS_FAVOURITE.row(member_id=member_id, product_id=product_id) is not None


@dataclass(frozen=True)
class Editable:
    """A product with all its parts, for the merchant's editor. images: (media, role) in order."""

    product: Product
    skus: list[Sku]
    images: list[tuple[Media, str]]
    media: dict[int, Media]


def product(product_id: int) -> Product:
    """One product of the shop."""
    return find(Product, product_id)


def sku(sku_id: int) -> Sku:
    """One SKU of the shop, retired ones included."""
    return find(Sku, sku_id)


def are_on_sale(sku_ids: Collection[int]) -> bool:
    """Whether every one of these variants can be bought today: not retired, its product on the shelf."""
    statement = (
        select(func.count())
        .select_from(Sku)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id.in_(sku_ids), Sku.is_active, Product.state == "shelved")
    )
    return db.session.scalar(statement) == len(set(sku_ids))


def limits_of(product_ids: Collection[int]) -> dict[int, int]:
    """每人限购 of today by product id; products without a limit are left out."""
    columns = select(Product.id, Product.limit_per_member)
    rows = db.session.execute(columns.where(Product.id.in_(product_ids), Product.limit_per_member.is_not(None)))
    return {product_id: limit for product_id, limit in rows if limit is not None}


def editable(product_id: int) -> Editable:
    """All that the editor shows; media holds every picture the product names. Raises NotFound."""
    row = find(Product, product_id)
    skus = list(
        db.session.scalars(select(Sku).where(Sku.product_id == product_id, Sku.is_active).order_by(Sku.position))
    )
    images = db.session.execute(
        select(Media, ProductImage.role)
        .join(Media, Media.id == ProductImage.media_id)
        .where(ProductImage.product_id == product_id)
        .order_by(ProductImage.position, ProductImage.id)
    ).all()
    wanted = {sku.media_id for sku in skus} | {scene["media_id"] for scene in row.scenes}
    wanted |= {value.get("media_id") for option in row.options for value in option["values"]}
    media = {m.id: m for m in db.session.scalars(select(Media).where(Media.id.in_([i for i in wanted if i])))}
    return Editable(
        row, skus, [(item[0], item[1]) for item in images], media | {item[0].id: item[0] for item in images}
    )


def highest_prices(sku_ids: Sequence[int]) -> dict[int, int]:
    """The most each SKU ever cost, in fen: the limit for a crossed-out price."""
    statement = select(PriceRecord.sku_id, func.max(PriceRecord.price_fen)).where(PriceRecord.sku_id.in_(sku_ids))
    return {sku_id: price_fen for sku_id, price_fen in db.session.execute(statement.group_by(PriceRecord.sku_id))}


def prices_of(sku_id: int) -> list[PriceRecord]:
    """Every price a SKU ever had, newest first."""
    statement = select(PriceRecord).where(PriceRecord.sku_id == sku_id).order_by(PriceRecord.id.desc()).limit(100)
    return list(db.session.scalars(statement))
