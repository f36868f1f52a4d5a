"""SKUs in one line each, as the screens and jobs of other areas need them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from commerce.catalog.models import Product, Sku
from kernel.db import db


@dataclass(frozen=True)
class SkuCard:
    """One SKU with what its product says of it."""

    sku_id: int
    product_id: int
    code: str
    title: str
    label: str
    price_fen: int
    is_wechat_exclusive: bool  # may never be offered on another platform
    is_for_sale: bool  # active, and its product is not in the bin

    @property
    def name(self) -> str:
        """Title and variant."""
        return f"{self.title} {self.label}".strip()


def cards(sku_ids: Iterable[int]) -> dict[int, SkuCard]:
    """By SKU id; one query. Unknown ids are missing."""
    return {card.sku_id: card for card in _cards(_base().where(Sku.id.in_(set(sku_ids))))}


def by_codes(codes: Iterable[str]) -> dict[str, SkuCard]:
    """By 商家编码, exactly as written; one query. Unknown codes are missing."""
    return {card.code: card for card in _cards(_base().where(Sku.code.in_({code for code in codes if code})))}


def find_skus(words: str, limit: int = 20) -> list[SkuCard]:
    """SKUs whose code or title holds the words, for a picker."""
    pattern = f"%{_escaped(words.strip())}%"
    statement = _base().where(or_(Sku.code.ilike(pattern, escape="\\"), Product.title.ilike(pattern, escape="\\")))
    return _cards(statement.order_by(Product.id.desc(), Sku.position).limit(limit))


def _base() -> Select[Sku, Product]:
    return select(Sku, Product).join(Product, Sku.product_id == Product.id)


def _cards(statement: Select[Sku, Product]) -> list[SkuCard]:
    return [
        SkuCard(
            sku.id, product.id, sku.code, product.title, sku.label, sku.price_fen, product.is_wechat_exclusive,
            sku.is_active and product.binned_at is None,
        )
        for sku, product in db.session.execute(statement)
    ]  # fmt: skip


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
