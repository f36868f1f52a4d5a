"""商品列表: tabs, filters, prices changed in place, moves on many, the phone's view."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup

from admin import qr
from admin.access import allow, by, current_staff
from admin.catalog.filters import EXCLUSIVE, ROLES, Filter
from admin.context import admin_page
from commerce.catalog import actions, shelf, tree
from commerce.catalog import queries as catalog
from commerce.inventory import listing
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from kernel.money import parse_yuan
from tenants import queries as tenants
from web.addresses import of_host
from web.forms import chosen
from web.paging import size
from web.render import answer, fragment, is_htmx, notice_header

bp = Blueprint("admin_products", __name__, url_prefix="/admin/catalog/products")
PRICE = "admin/catalog/_price_cell.html"
MOVES = {
    "shelving": (shelf.shelve, "上架", "买家马上可以看到并下单。", "unshelving"),
    "unshelving": (shelf.unshelve, "下架", "买家将无法下单，已付款订单不受影响。", "shelving"),
    "binning": (shelf.discard, "删除", "商品会下架并移到回收站，30 天内可以恢复，已付款订单不受影响。", "restoring"),
    "restoring": (shelf.restore, "恢复", "商品回到仓库中，不会自动上架。", "binning"),
}


@bp.get("")
@allow("catalog.view")
def show() -> str:
    """The list."""
    return admin_page("admin/catalog/products.html", active="catalog.products", **_list())


@bp.get("/<int:product_id>/price")
@allow("catalog.reprice")
def ask_price(product_id: int) -> str:
    """The price of a product with one SKU, as a small form; `keep` gives the plain cell back."""
    with reading():
        catalog.product(product_id)
        line = listing.line(product_id)
    return fragment(PRICE, line=line, is_open="keep" not in request.args)


@bp.post("/<int:product_id>/price")
@allow("catalog.reprice")
def reprice(product_id: int) -> Any:
    """Another price, in the row."""
    try:
        _reprice(product_id)
    except Invalid as error:
        with reading():
            line = listing.line(product_id)
        return fragment(PRICE, line=line, is_open=True, typed=request.form.get("price", ""), error=error.message), 422
    with reading():
        line = listing.line(product_id)
    return answer(fragment(PRICE, line=line), otherwise="/admin/catalog/products", toast="价格已更新")


@bp.get("/<any(shelving, unshelving, binning, restoring):move>")
@allow("catalog.view")
def ask(move: str) -> str:
    """The question that names the effect, before a move on many."""
    product_ids = _chosen()
    question = fragment(
        "admin/catalog/_shelf_question.html", move=move, word=MOVES[move][1], effect=MOVES[move][2], ids=product_ids,
        filter=request.args,
    )  # fmt: skip
    if is_htmx():
        return question
    return admin_page("admin/catalog/question.html", active="catalog.products", question=Markup(question))  # noqa: S704  our own fragment


@bp.post("/<any(shelving, unshelving):move>")
@allow("catalog.shelve")
def shelve(move: str) -> Any:
    """Put the chosen products on the shelf, or take them down."""
    return _move(move)


@bp.post("/<any(binning, restoring):move>")
@allow("catalog.edit")
def bin_(move: str) -> Any:
    """Into the bin, or out of it."""
    return _move(move)


@bp.get("/<int:product_id>/phone")
@allow("catalog.view")
def phone(product_id: int) -> str:
    """The product's address on the phone: code and link."""
    with reading():
        product = catalog.product(product_id)
    card = qr.card(product.title, _address(product_id), f"/admin/catalog/products/{product_id}/qr.svg")
    return (
        card
        if is_htmx()
        else admin_page("admin/catalog/question.html", active="catalog.products", question=Markup(card))  # noqa: S704  our own fragment
    )


@bp.get("/<int:product_id>/qr.svg")
@allow("catalog.view")
def code(product_id: int) -> Response:
    """The QR code of the product's page."""
    with reading():
        catalog.product(product_id)
    return qr.picture(_address(product_id))


def _reprice(product_id: int) -> None:
    price_fen = parse_yuan(request.form.get("price", ""))
    with transaction():
        catalog.product(product_id)
        line = listing.line(product_id)
        if not line.has_one_sku or line.sku_id is None:
            raise Refused("这件商品有多个规格，请在编辑页修改价格")
        actions.reprice(line.sku_id, price_fen, by=by())


def _chosen() -> list[int]:
    """The ticked rows, or everything the filter matches."""
    if request.args.get("all_matched") == "1":
        with reading():
            wanted = Filter(request.args, tree.outline()).wanted()
            found = listing.matching_ids(wanted, limit=shelf.MOST_AT_ONCE + 1)
        if len(found) > shelf.MOST_AT_ONCE:
            raise Refused(f"一次最多处理 {shelf.MOST_AT_ONCE} 件，请先用筛选缩小范围")
        if not found:
            raise Invalid("ids", "没有符合条件的商品，请换个筛选条件")
        return found
    return chosen(request.args, "ids", "商品")


def _move(move: str) -> Any:
    act, word, _effect, back = MOVES[move]
    values = request.form if request.form.getlist("ids") else request.args
    product_ids = chosen(values, "ids", "商品")
    with transaction():
        moved = act(product_ids, by=by())
    if not is_htmx():
        return redirect("/admin/catalog/products", code=303)
    undo = f"/admin/catalog/products/{back}?" + "&".join(f"ids={row.id}" for row in moved) if moved else None
    words = f"已{word} {len(moved)} 件商品" if moved else f"所选商品不需要{word}"
    toast = notice_header(words, undo=undo if len(moved) <= 50 else None)
    events = toast["HX-Trigger"][:-1] + ', "dialog:close": true}'
    return fragment("admin/catalog/_product_list.html", **_list()), 200, {"HX-Trigger": events, "HX-Retarget": "#list"}


def _list() -> dict[str, Any]:
    values = request.form if request.method == "POST" else request.args
    with reading():
        branches = tree.outline()
        choice = Filter(values, branches)
        wanted = choice.wanted()
        page = listing.lines(wanted, limit=size())
        counts = listing.tab_counts(wanted)
    return {
        "page": page, "choice": choice, "tabs": choice.tabs(counts), "sorts": choice.sorts(), "roles": ROLES,
        "exclusive": EXCLUSIVE, **choice.turns(page),
    }  # fmt: skip


def _address(product_id: int) -> str:
    tenant_id = current_staff().tenant_id
    assert tenant_id is not None
    with reading():
        return of_host(tenants.primary_host(tenant_id), f"/p/{product_id}")
