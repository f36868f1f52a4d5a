"""Buying without the sheet: choice, total and order on a page of plain forms, for browsers that run no scripts.

The product page's buttons lead here; where scripts run, the sheet opens instead. Prices come from the same quote.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from commerce.checkout import showcase
from kernel import clock, ids
from kernel.db import reading
from storefront import buy_sheet, invited, product_view
from storefront.buy_sheet import Wish
from storefront.checkout import place_of
from storefront.context import shop_page
from storefront.product import asked_id, chosen_address, gone
from storefront.session import member_id

bp = Blueprint("shop_plain", __name__)


@bp.get("/p/<int:product_id>/buy")
def show(product_id: int) -> str | Response | tuple[str, int]:
    """?mode=, ?sku=, ?qty=, ?group=, ?address=: what is chosen so far; nonsense counts as not chosen."""
    member = member_id()
    with reading():
        found = _found(product_id)
        if found is not None and not found[0].is_sold_out:
            address = chosen_address(member) if member is not None else None
            foot = buy_sheet.quoted(found[1], product_id, found[0].invited, place_of(address))["pay"]["foot"]
    if found is None:
        return gone(product_id)
    goods, wish = found
    if goods.is_sold_out:
        return redirect(url_for("shop_product.show", product_id=product_id), code=303)
    return shop_page(
        "storefront/product/buy.html", goods=goods, wish=wish, foot=foot, address=address, here=_here(product_id, wish),
        request_key=ids.new_token(16),
    )  # fmt: skip


def _found(product_id: int) -> tuple[product_view.Goods, Wish] | None:
    """The product and what is wished of it. Inside reading()."""
    at = clock.now()
    page = showcase.product_page(product_id, at=at)
    if page is None or not page.is_on_shelf or not page.document["skus"]:
        return None
    asked = invited.read(asked_id("group"), product_id, at)
    goods = product_view.of(page, at=at, sku_id=asked_id("sku"), invited=asked)
    return goods, _wish(goods, page, request.args.get("mode") == "group")


def _wish(goods: product_view.Goods, page: showcase.ProductPage, is_group: bool) -> Wish:
    campaign = (goods.invited.campaign if goods.invited else None) or page.campaign
    quantity = min(max(asked_id("qty") or 1, 1), product_view.MOST_AT_ONCE)
    if not is_group or campaign is None:
        return Wish(goods.chosen["id"], quantity)
    group_id = goods.invited.group_id if goods.invited else None
    return Wish(goods.chosen["id"], quantity, "group", activity_id=campaign.id, group_id=group_id)


def _here(product_id: int, wish: Wish) -> str:
    """This page with what is chosen, to come back to from the addresses."""
    chosen: dict[str, Any] = {"mode": wish.mode, "sku": wish.sku_id, "qty": wish.quantity, "group": wish.group_id}
    return f"/p/{product_id}/buy?{urlencode({name: value for name, value in chosen.items() if value})}"
