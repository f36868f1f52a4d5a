"""视图 and 列设置 of the list: each person's own, kept per shop."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, current_staff
from admin.orders import filters, replies
from admin.orders.columns import COLUMNS, shown
from kernel.db import reading, transaction
from kernel.errors import Forbidden, Invalid
from tenants import layouts
from tenants.layouts import NAME_MOST, Layout, View
from web.forms import text

bp = Blueprint("admin_order_views", __name__, url_prefix="/admin/orders")
SCREEN = "orders"
LIST = "/admin/orders"


def own_layout() -> Layout:
    """The layout of the person asking; a visitor of the platform sees the list as it comes. Inside reading()."""
    staff_id = current_staff().staff_id
    return Layout() if staff_id is None else layouts.layout_of(staff_id, SCREEN)


@bp.get("/views/new")
@allow("orders.view")
def new() -> Any:
    """Ask for the name of the filters in the address."""
    _own_id()
    return replies.form("admin/orders/_view_form.html", asked=filters.read(request.args), values={}, errors={})


@bp.post("/views")
@allow("orders.view")
def save() -> Any:
    """Keep the filters of the address under a name. The same again changes nothing."""
    asked = filters.read(request.args)
    try:
        name = _name()
        with transaction():
            is_new = layouts.save_view(_own_id(), SCREEN, View(name, asked.query))
    except Invalid as error:
        return replies.wrong("admin/orders/_view_form.html", error, asked=asked, values=request.form)
    words = f"已保存视图“{name}”" if is_new else f"视图“{name}”已换成现在的筛选"
    return replies.done(words, otherwise=asked.url())


@bp.get("/views")
@allow("orders.view")
def manage() -> Any:
    """All views of this person, to rename and delete."""
    return replies.form("admin/orders/_views_form.html", views=_views(), was="", values={}, errors={})


@bp.post("/views/name")
@allow("orders.view")
def rename() -> Any:
    """Give one of them another name."""
    was = request.form.get("was", "")
    try:
        name = _name()
        with transaction():
            layouts.rename_view(_own_id(), SCREEN, was, name)
    except Invalid as error:
        return replies.wrong("admin/orders/_views_form.html", error, views=_views(), was=was, values=request.form)
    return replies.done(f"视图改名为“{name}”", otherwise=LIST)


@bp.post("/views/deletion")
@allow("orders.view")
def delete() -> Any:
    """Forget one of them."""
    was = request.form.get("was", "")
    with transaction():
        layouts.delete_view(_own_id(), SCREEN, was)
    return replies.done("视图已删除，订单不受影响", otherwise=LIST)


@bp.get("/columns")
@allow("orders.view")
def columns() -> Any:
    """Which columns the list shows."""
    _own_id()
    with reading():
        chosen = shown(own_layout())
    return replies.form("admin/orders/_columns_form.html", columns=list(COLUMNS.items()), chosen=chosen)


@bp.post("/columns")
@allow("orders.view")
def choose() -> Any:
    """Show these; "reset" goes back to the list as it comes."""
    ticked = set(request.form.getlist("columns"))
    wanted = None if request.form.get("reset") == "1" else [name for name in COLUMNS if name in ticked]
    with transaction():
        layouts.choose_columns(_own_id(), SCREEN, wanted)
    return replies.done("列设置已保存", otherwise=LIST)


def _own_id() -> int:
    staff_id = current_staff().staff_id
    if staff_id is None:
        raise Forbidden("视图和列设置是店铺员工自己的，平台代登录不能修改")
    return staff_id


def _views() -> tuple[View, ...]:
    _own_id()
    with reading():
        return own_layout().views


def _name() -> str:
    return text(request.form, "name", label="视图名称", max_length=NAME_MOST).replace("\n", " ")
