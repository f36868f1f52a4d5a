"""What every page of a shop gets: the shop, its navigation, the cart's count, a hint for the search field."""

from dataclasses import dataclass
from typing import Any

from flask import request

from commerce.checkout import queries as checkout
from kernel import clock
from kernel.db import reading
from storefront import navigation
from storefront.session import member_id
from tenants import settings
from tenants.hosts import Shop
from web.render import page


@dataclass(frozen=True)
class ShopFace:
    """The shop as its pages show it."""

    name: str
    slug: str
    theme: str
    notice: str


def present_shop() -> Shop:
    """The shop behind the host of this request."""
    shop: Shop = request.environ["jishi.shop"]
    return shop


def shop_page(template: str, **context: Any) -> str:
    """A whole page of the shop. Call it outside reading(): it reads its own few things, mostly remembered ones."""
    with reading():
        chrome = _chrome(cart_count())
    return page(template, **{**chrome, **context})


def cached_page(template: str, *, cart_count: str, **context: Any) -> str:
    """The same for a page that is kept for many shoppers: the cart's count is a mark to be filled in later."""
    with reading():
        chrome = _chrome(cart_count)
    return page(template, **{**chrome, **context})


def cart_count() -> int:
    """Pieces in the shopper's basket; 0 for guests. Inside reading()."""
    member = member_id()
    return checkout.cart_count(member) if member is not None else 0


def query_hint() -> str:
    """A word for the search field; the merchant's words take turns, minute by minute."""
    words = settings.HOT_WORDS.get()
    return words[int(clock.now().timestamp() // 60) % len(words)] if words else "搜索商品"


def _chrome(count: int | str) -> dict[str, Any]:
    shop = present_shop()
    return {
        "shop": ShopFace(shop.name, shop.slug, settings.THEME.get(), settings.NOTICE.get()),
        "top_nav": navigation.top_entries(),
        "nav": navigation.tabs(count),
        "cart_count": count,
        "query_hint": query_hint(),
    }
