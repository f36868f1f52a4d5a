"""What a basket costs now: the one read model for page, sheet, cart and till (reliability I26)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select

from commerce.catalog.models import Media, Product, Sku, label_of
from commerce.checkout.errors import NotForSale
from commerce.checkout.models import CartLine
from commerce.freight import queries as freight
from commerce.freight.rules import Freight, Place
from commerce.inventory.models import Stock
from commerce.orders.actions import LineSnapshot
from commerce.pricing import rules as pricing
from commerce.promotions import offers
from kernel.db import db
from kernel.prepared import Prepared
from tenants import settings


@dataclass(frozen=True)
class Basket:
    """A priced choice. sellable: pieces left of each SKU; activity_id: the campaign whose price holds."""

    quote: pricing.Quote
    snapshots: Mapping[int, LineSnapshot]
    sellable: Mapping[int, int]
    activity_id: int | None = None
    freight_basis: Mapping[str, Any] = field(default_factory=dict)
    refused: frozenset[int] = frozenset()  # SKUs that are not sent to the place asked for


_SELLABLE = (
    select(func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0))
    .where(Stock.tenant_id == Sku.tenant_id, Stock.sku_id == Sku.id)
    .correlate(Sku)
    .scalar_subquery()
)
FOR_SALE = Prepared(
    select(
        Sku.id, Sku.product_id, Sku.code, Sku.option_values, Sku.price_fen, Sku.market_price_fen,
        Product.title, Product.limit_per_member, Product.returns_excluded_for, Media.key, _SELLABLE.label("sellable"),
    )
    .join(Product, (Product.tenant_id == Sku.tenant_id) & (Product.id == Sku.product_id))
    .outerjoin(Media, (Media.tenant_id == Product.tenant_id) & (Media.id == Product.cover_id))
    .where(Sku.id == func.any(bindparam("sku_ids", type_=ARRAY(BigInteger))), Sku.is_active, Product.state == "shelved")
)  # fmt: skip
"""What is charged and shown of SKUs that can be bought, with the pieces to be had."""


def price(
    quantities: Mapping[int, int],
    *,
    activity_id: int | None = None,
    group_id: int | None = None,
    place: Place | None = None,
) -> Basket:
    """Price these SKUs (id → pieces) at this moment.

    activity_id: a group-buy whose prices are asked for; group_id: to join this group of it; place: where it is to be
    sent, None while nobody knows. Raises NotForSale.
    """
    found = {row.id: row for row in FOR_SALE.rows(sku_ids=list(quantities))}
    missing = sorted(set(quantities) - set(found))
    if missing:
        raise NotForSale(missing)
    campaign_prices = offers.prices(activity_id, quantities, group_id)
    lines = []
    for sku_id, quantity in quantities.items():
        sku = found[sku_id]
        unit_price_fen = campaign_prices.get(sku_id, sku.price_fen)
        crossed_fen = sku.price_fen if sku_id in campaign_prices else sku.market_price_fen
        lines.append(pricing.PricedLine(sku_id, quantity, unit_price_fen, crossed_fen))
    quote = pricing.quote(
        lines, freight_fen=settings.FREIGHT_FEN.get(), free_freight_fen=settings.FREE_FREIGHT_FEN.get()
    )
    snapshots = {
        sku.id: LineSnapshot(
            sku.product_id,
            sku.title,
            label_of(sku.option_values),
            sku.code,
            sku.key,
            sku.limit_per_member,
            sku.returns_excluded_for,
        )
        for sku in found.values()
    }
    sellable = {sku_id: int(found[sku_id].sellable) for sku_id in quantities}
    basket = Basket(quote, snapshots, sellable, activity_id if campaign_prices else None)
    charged = freight_of(quote, place)
    if charged is None:
        return basket
    return replace(basket, quote=with_freight(quote, charged), freight_basis=charged.basis, refused=charged.refused)


def freight_of(quote: pricing.Quote, place: Place | None) -> Freight | None:
    """Freight by the shop's templates; None when it has none and its one fee holds."""
    return freight.reckon({line.sku_id: (line.quantity, line.paid_fen) for line in quote.lines}, place)


def with_freight(quote: pricing.Quote, charged: Freight) -> pricing.Quote:
    """The same goods with this freight."""
    return replace(quote, freight_fen=charged.fen, to_free_freight_fen=charged.to_free_fen)


@dataclass(frozen=True)
class CartRow:
    """One line of the cart page. is_valid: still for sale and in stock."""

    sku_id: int
    product_id: int
    title: str
    label: str
    media_key: str | None
    price_fen: int
    price_seen_fen: int
    quantity: int
    sellable: int
    is_selected: bool
    is_valid: bool


_CART = Prepared(
    select(
        CartLine.sku_id, Product.id, Product.title, Sku.option_values, Media.key, Sku.price_fen,
        CartLine.price_seen_fen, CartLine.quantity, _SELLABLE.label("sellable"), CartLine.is_selected,
        Sku.is_active, Product.state,
    )
    .join(Sku, (Sku.tenant_id == CartLine.tenant_id) & (Sku.id == CartLine.sku_id))
    .join(Product, (Product.tenant_id == Sku.tenant_id) & (Product.id == Sku.product_id))
    .outerjoin(Media, (Media.tenant_id == Product.tenant_id) & (Media.id == Product.cover_id))
    .where(CartLine.member_id == bindparam("member_id"))
    .order_by(CartLine.id.desc())
)  # fmt: skip


def cart(member_id: int) -> list[CartRow]:
    """A member's basket, newest first."""
    return [_cart_row(*row) for row in _CART.rows(member_id=member_id)]


def _cart_row(sku_id: int, product_id: int, title: str, values: list[str], *rest: Any) -> CartRow:
    key, price_fen, price_seen_fen, quantity, sellable, is_selected, is_active, state = rest
    is_valid = is_active and state == "shelved" and sellable > 0
    return CartRow(
        sku_id, product_id, title, label_of(values), key, price_fen, price_seen_fen, quantity, int(sellable),
        is_selected and is_valid, is_valid,
    )  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """One way to have a product. sellable: pieces to be had."""

    sku_id: int
    label: str
    price_fen: int
    sellable: int


def variants(sku_id: int) -> list[Variant]:
    """All ways to have the product of this SKU that are sold now, in the product's order; none when it is not sold."""
    own = select(Sku.product_id).where(Sku.id == sku_id).scalar_subquery()
    rows = db.session.execute(
        select(Sku.id, Sku.option_values, Sku.price_fen, _SELLABLE)
        .join(Product, (Product.tenant_id == Sku.tenant_id) & (Product.id == Sku.product_id))
        .where(Sku.product_id == own, Sku.is_active, Product.state == "shelved")
        .order_by(Sku.position, Sku.id)
    )
    return [Variant(id_, label_of(values), price_fen, int(sellable)) for id_, values, price_fen, sellable in rows]


def cart_count(member_id: int) -> int:
    """Pieces in the basket, for the badge."""
    return sum(db.session.scalars(select(CartLine.quantity).where(CartLine.member_id == member_id)))
