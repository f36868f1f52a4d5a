"""The basket. Every change answers with the whole basket as it is now: prices and stock are always fresh."""

from flask import Blueprint, Response, make_response, request, url_for

from commerce.checkout import actions, queries, showcase
from commerce.freight.rules import Place
from commerce.members import queries as members
from kernel import clock
from kernel.db import reading, transaction
from storefront import cards
from storefront.checkout import place_of
from storefront.context import shop_page
from storefront.session import member_id as present_member_id
from storefront.session import require_member
from tenants import settings
from web import forms
from web.render import answer, fragment, is_htmx, notice_header

bp = Blueprint("shop_cart", __name__, url_prefix="/cart")


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
    header = notice_header("已加入购物车")["HX-Trigger"]
    return make_response("", 204, {"HX-Trigger": header[:-1] + f', "cart": {{"n": {count}}}, "sheet:hide": {{}}}}'})


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
    """Take lines out; 撤销 puts one back."""
    member_id = require_member()
    sku_ids = forms.ids(request.form, "sku_id")
    with transaction():
        actions.remove_from_cart(member_id, sku_ids)
    return _answer(member_id, toast=f"已移除 {len(sku_ids)} 款商品")


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


def _answer(member_id: int, toast: str | None = None) -> Response:
    with reading():
        body = fragment("storefront/cart/_basket.html", basket=_basket(member_id))
    return answer(body, otherwise=url_for(".show"), toast=toast)
