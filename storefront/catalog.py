"""Looking through the shelves: categories, sorting, filters. Everything is in the address, so Back works."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request

from commerce.catalog import queries as catalog
from commerce.checkout import showcase
from kernel import clock
from kernel.db import reading
from kernel.errors import Invalid, NotFound
from kernel.money import parse_yuan
from storefront import cards
from storefront.context import shop_page
from storefront.session import require_member
from web import paging
from web.render import fragment, is_htmx

bp = Blueprint("shop_catalog", __name__)
SORTS = (("default", "综合"), ("sold", "销量"), ("new", "新品"), ("price", "价格"))


@bp.get("/c")
@bp.get("/c/<int:category_id>")
def show(category_id: int | None = None) -> str:
    """分类: the rail of the first level, its children, the goods."""
    wanted, is_group = _filters()
    at = clock.now()
    with reading():
        tree = catalog.category_tree()
        top, present = _place(tree, category_id)
        shelf = catalog.Shelf(present.ids if present else (), **wanted)
        listing = catalog.on_shelf(shelf)
        listing = showcase.in_stock(listing) if shelf.is_in_stock else listing
        found, after = showcase.cards(listing, at=at, after=paging.after() or 0, is_group=is_group)
    parts: dict[str, Any] = {"goods": cards.of(found), "more": more(after), "layout": "list"}
    if is_htmx():
        return fragment("storefront/catalog/_goods.html", **parts)
    filters = {
        "is_in_stock": shelf.is_in_stock,
        "is_group": is_group,
        "least": request.args.get("from", "")[:10],
        "most": request.args.get("to", "")[:10],
    }
    place = {"tree": tree, "top": top, "present": present, "sort": shelf.sort, "sorts": sorts(shelf.sort)}
    return shop_page(
        "storefront/catalog/category.html", filters=filters, is_filtered=any(filters.values()), **place, **parts
    )


@bp.get("/me/favorites")
def favourites() -> str:
    """收藏."""
    member = require_member()
    with reading():
        found, after = showcase.cards(catalog.kept_by(member), at=clock.now(), after=paging.after() or 0)
    parts: dict[str, Any] = {"goods": cards.of(found), "more": more(after)}
    if is_htmx():
        return fragment("storefront/catalog/_goods.html", **parts)
    return shop_page("storefront/catalog/favourites.html", **parts)


def more(after: int | None, most_auto: int = 60) -> dict[str, Any] | None:
    """The address of the next rows with everything else of this one kept; by itself for three pages."""
    if after is None:
        return None
    query = {key: value for key, value in request.args.items() if key != "after"} | {"after": str(after)}
    return {"url": f"{request.path}?{urlencode(query)}", "auto": after <= most_auto}


def sorts(present: str) -> list[dict[str, Any]]:
    """The tabs over a list; tapping 价格 again turns it round."""
    kept = {key: value for key, value in request.args.items() if key not in ("sort", "after")}
    items = []
    for key, label in SORTS:
        is_here = present == key or (key == "price" and present == "price_down")
        target = "price_down" if key == "price" and present == "price" else key
        arrow = {"price": " ↑", "price_down": " ↓"}.get(present, "") if key == "price" else ""
        url = f"{request.path}?{urlencode({**kept, 'sort': target})}"
        items.append({"label": label + arrow, "url": url, "current": is_here})
    return items


def _filters() -> tuple[dict[str, Any], bool]:
    sort = request.args.get("sort", "default")
    wanted = {
        "sort": sort if sort in catalog.SORTS else "default",
        "price_from_fen": _fen("from"),
        "price_to_fen": _fen("to"),
        "is_in_stock": request.args.get("stock") == "1",
    }
    return wanted, request.args.get("group") == "1"


def _fen(name: str) -> int | None:
    """A price typed into the filter; nonsense filters nothing."""
    typed = request.args.get(name, "").strip()
    try:
        return parse_yuan(typed, name) if typed else None
    except Invalid:
        return None


def _place(tree: list[catalog.Branch], category_id: int | None) -> tuple[catalog.Branch | None, catalog.Branch | None]:
    """The first-level category one is in, and the very one chosen."""
    if category_id is None:
        return None, None
    for top in tree:
        for branch in (top, *top.children):
            if branch.id == category_id:
                return top, branch
    raise NotFound("没有找到这个分类")
