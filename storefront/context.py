"""What every page of a shop gets: the shop, its navigation, the cart's count, a hint for the search field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, g, request
from sqlalchemy.exc import SQLAlchemyError

from commerce.checkout import queries as checkout
from kernel import clock
from kernel.db import reading
from storefront import navigation
from storefront.session import member_id
from tenants import settings
from tenants.hosts import Shop
from web.render import page

log = structlog.get_logger()
CHROME = "jishi.chrome"


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


def init_app(app: Flask) -> None:
    """A closed shop shows its notice; pages made by the error handler get their surroundings, too."""
    app.before_request(_notice_when_closed)
    app.context_processor(_surroundings)


def shop_page(template: str, **context: Any) -> str:
    """A whole page of the shop. Call it outside reading(): it reads its own few things, mostly remembered ones."""
    return page(template, **context)


def surroundings(cart_count: str) -> dict[str, Any]:
    """What cached_page() shows around a kept page, where the cart's count is a mark. Inside reading()."""
    return _chrome(cart_count)


def cached_page(template: str, *, surroundings: Mapping[str, Any], **context: Any) -> str:
    """The same as shop_page() for a page that is kept for many shoppers."""
    request.environ[CHROME] = surroundings
    try:
        return page(template, **context)
    finally:
        del request.environ[CHROME]  # an error page after this one must not show marks


def cart_count() -> int:
    """Pieces in the shopper's basket; 0 for guests. Known since the request began, unless it changes something.

    Inside reading().
    """
    member = member_id()
    known: int | None = g.get("cart_count") if request.method == "GET" else None
    if member is None:
        return 0
    return known if known is not None else checkout.cart_count(member)


def query_hint() -> str:
    """A word for the search field; the merchant's words take turns, minute by minute."""
    words = settings.HOT_WORDS.get()
    return words[int(clock.now().timestamp() // 60) % len(words)] if words else "搜索商品"


def _surroundings() -> dict[str, Any]:
    """Read once per request; when the database is away, the error page still says where one is."""
    if request.environ.get("jishi.door") != "storefront":
        return {}
    if CHROME not in request.environ:
        try:
            with reading():
                request.environ[CHROME] = _chrome(cart_count())
        except SQLAlchemyError:
            log.warning("shop.chrome_unread", exc_info=True)
            shop = present_shop()
            return {"shop": ShopFace(shop.name, shop.slug, settings.THEME.default, ""), "nav": [], "cart_count": 0}
    chrome: dict[str, Any] = request.environ[CHROME]
    return chrome


def _chrome(count: int | str) -> dict[str, Any]:
    shop = present_shop()
    return {
        "shop": ShopFace(shop.name, shop.slug, navigation.theme(), settings.NOTICE.get()),
        "top_nav": navigation.top_entries(),
        "nav": navigation.tabs(count),
        "cart_count": count,
        "query_hint": query_hint(),
    }


def _notice_when_closed() -> tuple[str, int, dict[str, str]] | None:
    """A suspended shop sells nothing; vendors' notices come through another door and are still heard."""
    if request.environ.get("jishi.door") != "storefront" or present_shop().is_open:
        return None
    return page("storefront/closed.html"), 503, {"Retry-After": "3600"}
