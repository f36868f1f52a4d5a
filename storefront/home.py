"""The shop's front: banners, categories, running group-buys, goods; and what the law wants shown."""

from typing import Any

from flask import Blueprint

from commerce.catalog import queries as catalog
from commerce.checkout import showcase
from commerce.promotions.groupbuy import queries as groupbuy
from kernel import clock
from kernel.db import reading
from storefront import cards
from storefront.context import present_shop, shop_page
from tenants import settings
from tenants.agreements import agreements
from web import paging
from web.forms import own_path
from web.modules import MODULES
from web.render import fragment, is_htmx, media_url

bp = Blueprint("shop_home", __name__)
MOST_ICONS = 10
STRIP = 6
FEED_SIZE = 10


@bp.get("/")
def show() -> str:
    """首页."""
    at = clock.now()
    with reading():
        icons = [_icon(branch) for branch in catalog.category_tree()]
        offers = groupbuy.hub(at, limit=STRIP)
        found, after = showcase.cards(catalog.on_shelf(catalog.Shelf()), at=at, limit=FEED_SIZE)
        context = {"banners": _banners(), "notice": settings.NOTICE.get()}
    return shop_page(
        "storefront/home/home.html",
        icons=_with_modules(icons),
        offers=offers,
        goods=cards.of(found),
        more=_more(after),
        now_ms=int(at.timestamp() * 1000),
        **context,
    )


@bp.get("/feed")
def feed() -> str:
    """The next goods of the home page; a whole page for browsers without JavaScript."""
    with reading():
        listing = catalog.on_shelf(catalog.Shelf())
        found, after = showcase.cards(listing, at=clock.now(), after=paging.after() or 0, limit=FEED_SIZE)
    parts: dict[str, Any] = {"goods": cards.of(found), "more": _more(after)}
    if is_htmx():
        return fragment("storefront/catalog/_goods.html", **parts)
    return shop_page("storefront/home/feed.html", **parts)


@bp.get("/about")
def about() -> str:
    """资质、退货地址、协议."""
    with reading():
        context = {
            "licence": settings.LICENCE.get(),
            "return_address": settings.RETURN_ADDRESS.get(),
            "agreements": agreements(present_shop().name),
            "phone": settings.SERVICE_PHONE.get(),
            "hours": settings.SERVICE_HOURS.get(),
        }
    return shop_page("storefront/home/about.html", **context)


def _more(after: int | None) -> dict[str, Any] | None:
    """Where the feed goes on: by itself for three pages, then when asked, so that the page's foot is in reach."""
    return {"url": f"/feed?after={after}", "auto": after <= 3 * FEED_SIZE} if after is not None else None


def _icon(branch: catalog.Branch) -> dict[str, Any]:
    image_url = media_url(branch.icon_key, 150) if branch.icon_key else None
    return {"label": branch.name, "url": f"/c/{branch.id}", "image_url": image_url, "icon": "category"}


def _with_modules(icons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """金刚区: the categories, then modules until the row is full."""
    wanted = ("activity", "hot", "new", "favourites")
    rest = [{"label": m.label, "url": m.url, "image_url": None, "icon": m.icon} for m in (MODULES[k] for k in wanted)]
    room = MOST_ICONS if len(icons) > 5 else 5
    return (icons[: room - 1] + rest)[:room]


def _banners() -> list[dict[str, str]]:
    chosen = settings.BANNERS.get()[:5]
    keys = catalog.media_keys([banner["media_id"] for banner in chosen])
    return [
        {
            "image_url": media_url(keys[banner["media_id"]], 750),
            "url": own_path(banner.get("link"), "/activity"),
            "label": banner.get("label") or "店铺活动",
        }
        for banner in chosen
        if banner["media_id"] in keys
    ]
