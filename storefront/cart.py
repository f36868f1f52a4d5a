"""The basket. Every change answers with the whole basket as it is now: prices and stock are always fresh."""

import re
from collections.abc import Sequence

from flask import Blueprint, Response, make_response, request, url_for

from commerce.catalog import wishes
from commerce.checkout import actions, queries, second_thoughts, showcase
from commerce.freight.rules import Place
from commerce.members import queries as members
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import NotFound
from storefront import cards
from storefront.checkout import place_of
from storefront.context import shop_page
from storefront.session import member_id as present_member_id
from storefront.session import require_member
from tenants import settings
from web import forms
from web.render import answer, fragment, is_htmx, told

bp = Blueprint("shop_cart", __name__, url_prefix="/cart")
_LINE = re.compile(r"([1-9][0-9]{0,14})x([1-9][0-9]{0,2})x([01])")
"""SKU, pieces, ticked: a line that 撤销 puts back."""


@bp.get("")
def show() -> str:
    """购物车; an empty one suggests what sells well."""
    member_id = present_member_id()
    with reading():
        basket = _basket(member_id)
        suggestions = [] if basket["rows"] else cards.of(showcase.best_sellers(at=clock.now()))
    return shop_page("storefront/cart/cart.html", basket=basket, suggestions=suggestions)


@bp.post("")
def add() -> Response:
    """加入购物车."""
    member_id = require_member()
    sku_id = forms.whole(request.form, "sku_id", label="规格", least=1, most=10**15)
    quantity = forms.whole(request.form, "qty", label="数量", least=1, most=actions.MAX_QUANTITY)
    with transaction():
        count = actions.add_to_cart(member_id, sku_id, quantity)
    if not is_htmx():
        return answer("", otherwise=url_for(".show"))
    return make_response("", 204, told(toast={"text": "已加入购物车"}, cart={"n": count}, **{"sheet:hide": {}}))


@bp.post("/lines/<int:sku_id>")
def change(sku_id: int) -> Response:
    """How many, or whether to buy it now."""
    member_id = require_member()
    quantity = None
    if "qty" in request.form:
        quantity = forms.whole(request.form, "qty", label="数量", least=1, most=actions.MAX_QUANTITY)
    selected = request.form.get("is_selected")
    with transaction():
        actions.set_cart_line(
            member_id, sku_id, quantity=quantity, is_selected=None if selected is None else selected == "1"
        )
    return _answer(member_id)


@bp.post("/selection")
def select_all() -> Response:
    """全选 or none."""
    member_id = require_member()
    is_selected = request.form.get("is_selected") == "1"
    with transaction():
        for row in queries.cart(member_id):
            if row.is_valid:
                actions.set_cart_line(member_id, row.sku_id, is_selected=is_selected)
    return _answer(member_id)


@bp.post("/removals")
def remove() -> Response:
    """Take lines out; 撤销 puts them back."""
    member_id = require_member()
    sku_ids = forms.ids(request.form, "sku_id")
    with transaction():
        removed = actions.remove_from_cart(member_id, sku_ids)
    return _answer(member_id, toast=f"已移除 {len(removed)} 款商品", undo=_undo(removed))


@bp.post("/restorations")
def restore() -> Response:
    """撤销 of a removal."""
    member_id = require_member()
    found = [line.groups() for line in map(_LINE.fullmatch, request.args.getlist("line")) if line]
    lines = [actions.Removed(int(sku_id), int(pieces), ticked == "1") for sku_id, pieces, ticked in found]
    with transaction():
        second_thoughts.put_back(member_id, lines)
    response = _answer(member_id, toast="已放回购物车")
    response.headers.update({"HX-Retarget": "#basket", "HX-Reswap": "outerHTML"})  # the toast stands outside the basket
    return response


@bp.post("/favourites")
def favourite() -> Response:
    """移入收藏: out of the basket, but not forgotten."""
    member_id = require_member()
    sku_id = forms.whole(request.form, "sku_id", label="规格", least=1, most=10**15)
    with transaction():
        row = next((row for row in queries.cart(member_id) if row.sku_id == sku_id), None)
        if row is not None:
            wishes.keep(member_id, row.product_id)
        removed = actions.remove_from_cart(member_id, [sku_id])
    return _answer(member_id, toast="已移入收藏", undo=_undo(removed))


@bp.get("/lines/<int:sku_id>/variants")
def variants(sku_id: int) -> Response | str:
    """改规格: what else the product is sold in; a panel over the basket, or a page of its own."""
    member_id = require_member()
    with reading():
        row = next((row for row in queries.cart(member_id) if row.sku_id == sku_id), None)
        found = queries.variants(sku_id)
    if row is None or not found:
        raise NotFound("购物车里没有这款商品了")
    if not is_htmx():
        return shop_page("storefront/cart/variants.html", row=row, variants=found)
    body = fragment("storefront/cart/_variants.html", row=row, variants=found)
    return make_response(body, {"HX-Trigger-After-Swap": '{"sheet:show": {"id": "variants"}}', "Vary": "HX-Request"})


@bp.post("/lines/<int:sku_id>/variant")
def exchange(sku_id: int) -> Response:
    """Another variant in the line's place."""
    member_id = require_member()
    wanted = forms.whole(request.form, "sku_id", label="规格", least=1, most=10**15)
    with transaction():
        second_thoughts.exchange(member_id, sku_id, wanted)
    return _answer(member_id, hides_sheet=True)


def _basket(member_id: int | None) -> dict[str, object]:
    rows = queries.cart(member_id) if member_id is not None else []
    chosen = {row.sku_id: row.quantity for row in rows if row.is_selected}
    basket = queries.price(chosen, place=_place(member_id)) if chosen else None
    valid = [row for row in rows if row.is_valid]
    return {
        "rows": valid,
        "invalid": [row for row in rows if not row.is_valid],
        "quote": basket.quote if basket else None,
        "refused": basket.refused if basket else (),
        "chosen_pieces": sum(chosen.values()),
        "all_selected": bool(valid) and all(row.is_selected for row in valid),
    }


def _place(member_id: int | None) -> Place | None:
    """Where the parcel would go; asked for only where freight depends on it."""
    if member_id is None or not settings.FREIGHT_BY_TEMPLATE.get():
        return None
    return place_of(members.default_address(member_id))


def _undo(removed: Sequence[actions.Removed]) -> str | None:
    lines = [f"{line.sku_id}x{line.quantity}x{int(line.is_selected)}" for line in removed]
    return url_for(".restore", line=lines) if lines else None


def _answer(
    member_id: int, *, toast: str | None = None, undo: str | None = None, hides_sheet: bool = False
) -> Response:
    with reading():
        body = fragment("storefront/cart/_basket.html", basket=_basket(member_id))
        count = queries.cart_count(member_id)
    response = answer(body, otherwise=url_for(".show"))
    shown = {"toast": {"text": toast} | ({"undo": undo} if undo else {})} if toast else {}
    response.headers.update(told(cart={"n": count}, **shown, **({"sheet:hide": {}} if hides_sheet else {})))
    return response
