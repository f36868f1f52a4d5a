"""全局搜索 (Ctrl K): orders, products, members and the admin's own pages, each only for those who may see it."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow, can
from admin.context import admin_page
from admin.home_figures import KINDS
from admin.menu import screens
from commerce.analytics import search
from commerce.orders.states import LABELS
from kernel.db import reading

bp = Blueprint("admin_search", __name__, url_prefix="/admin/search")
SHELF = {"draft": "草稿", "shelved": "出售中", "unshelved": "已下架"}


@bp.get("")
@allow("home.view")
def show() -> str | Response:
    """What was found; the one order whose number was typed opens at once."""
    words = request.args.get("q", "").strip()[:50]
    found: dict[str, Any] = {"orders": [], "products": [], "members": [], "screens": screens(words)}
    with reading():
        if words and can("orders.view"):
            found["orders"] = search.orders(words)
        if words and can("catalog.view"):
            found["products"] = search.products(words)
        if words and can("members.view"):
            found["members"] = search.members(words)
    if len(found["orders"]) == 1 and found["orders"][0].number == words:
        return redirect(f"/admin/orders/{found['orders'][0].id}")
    return admin_page(
        "admin/home/search.html", active="", words=words, found=found, labels=LABELS, kinds=KINDS, shelf=SHELF
    )
