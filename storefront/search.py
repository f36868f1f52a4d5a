"""Searching: suggestions while typing, results, and a way on when there are none."""

from typing import Any

from flask import Blueprint, Response, make_response, request

from commerce.catalog import queries as catalog
from commerce.catalog import search
from commerce.checkout import showcase
from kernel import clock
from kernel.db import reading
from storefront import cards
from storefront.catalog import more, sorts
from storefront.context import shop_page
from tenants import settings
from web import paging
from web.render import fragment, is_htmx

bp = Blueprint("shop_search", __name__, url_prefix="/search")


@bp.get("")
def show() -> str:
    """搜索: hot words before anything is typed; nothing found leads on to hot words and best sellers."""
    asked, at = search.cut(request.args.get("q", "")), clock.now()
    sort = request.args.get("sort", "default")
    with reading():
        hot_words = settings.HOT_WORDS.get()[:12]
        listing = search.matching(asked, sort)
        found, after = showcase.cards(listing, at=at, after=paging.after() or 0) if asked else ([], None)
        suggested = [] if found or paging.after() else showcase.best_sellers(at=at)
    parts: dict[str, Any] = {"goods": cards.of(found), "more": more(after)}
    if is_htmx():
        return fragment("storefront/catalog/_goods.html", **parts)
    return shop_page(
        "storefront/search/search.html", asked=asked, hot_words=hot_words, suggested=cards.of(suggested),
        sorts=sorts(sort if sort in catalog.SORTS else "default"), **parts,
    )  # fmt: skip


@bp.get("/suggestions")
def suggestions() -> Response:
    """At most eight lines under the field."""
    with reading():
        found = search.suggestions(request.args.get("q", ""))
    response = make_response(fragment("storefront/search/_suggestions.html", suggestions=found))
    response.headers["Vary"] = "HX-Request"
    return response
