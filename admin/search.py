"""全局搜索 (Ctrl K): orders, after-sale cases, products, members, the admin's pages: for those who may see them."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow, can
from admin.aftersale import words as case_words
from admin.context import admin_page
from admin.home_figures import KINDS
from admin.menu import screens
from commerce.aftersale import listing as cases
from commerce.aftersale import rules
from commerce.analytics import search
from commerce.orders.states import LABELS
from kernel.db import reading

bp = Blueprint("admin_search", __name__, url_prefix="/admin/search")
CASES_MOST = 5
SHELF = {"draft": "草稿", "shelved": "出售中", "unshelved": "已下架"}


@bp.get("")
@allow("home.view")
def show() -> str | Response:
    """What was found; the one order or case whose number was typed opens at once."""
    words = request.args.get("q", "").strip()[:50]
    found: dict[str, Any] = {"orders": [], "cases": [], "products": [], "members": [], "screens": screens(words)}
    with reading():
        if words and can("orders.view"):
            found["orders"] = search.orders(words)
        if words and can("aftersale.view"):
            found["cases"] = cases.page(cases.Filter(tab="", words=words), limit=CASES_MOST).rows
        if words and can("catalog.view"):
            found["products"] = search.products(words)
        if words and can("members.view"):
            found["members"] = search.members(words)
    if len(found["orders"]) == 1 and found["orders"][0].number == words:
        return redirect(f"/admin/orders/{found['orders'][0].id}")
    if len(found["cases"]) == 1 and found["cases"][0][0].number == words.upper():
        return redirect(f"/admin/aftersale/{found['cases'][0][0].id}")
    return admin_page(
        "admin/home/search.html", active="", words=words, found=found, labels=LABELS, kinds=KINDS, shelf=SHELF,
        case_kinds=rules.KINDS, case_words=case_words,
    )  # fmt: skip
