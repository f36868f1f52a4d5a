"""导航设置: the words of the top three, the modules of the bottom bar, their order; shown on a phone while editing."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from admin.shop.saving import fingerprint
from admin.shop.tabs import Tab, all_tabs, read, read_top, warning
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from tenants import audit
from tenants.settings import TABS, TOP_LABELS, lock_choices
from web.modules import MODULES, MOST_VISIBLE

bp = Blueprint("admin_navigation", __name__, url_prefix="/admin/shop/navigation")
Answer = str | tuple[str, int] | Response


@bp.get("")
@allow("shop.view")
def show() -> Answer:
    """What is set now."""
    with reading():
        tabs, top = all_tabs(TABS.get()), TOP_LABELS.get()
    return _page(tabs, top)


@bp.post("")
@allow("shop.edit")
def save() -> Answer:
    """Publish; the shop follows within seconds."""
    tabs = read(request.form)
    try:
        top = read_top(request.form)
        _store(tabs, top, seen=request.form.get("seen", ""))
    except Invalid as error:
        return _page(tabs, request.form.getlist("top"), error=error.message), 422
    except Refused as error:
        return _page(tabs, request.form.getlist("top"), error=error.message), 409
    return redirect("/admin/shop/navigation?saved=1", code=303)


@bp.post("/defaults")
@allow("shop.edit")
def restore() -> Answer:
    """恢复默认."""
    with transaction():
        lock_choices()
        before = _words(all_tabs(TABS.get()))
        TABS.set(TABS.default)
        TOP_LABELS.set(TOP_LABELS.default)
        audit.note(
            "shop.navigation",
            "shop",
            "恢复默认导航",
            before={"底部": before},
            after={"底部": _words(all_tabs(TABS.default))},
        )
    return redirect("/admin/shop/navigation?saved=1", code=303)


def _store(tabs: list[Tab], top: list[str], *, seen: str) -> None:
    warning(tabs)  # refuses what may not be published
    with transaction():
        lock_choices()
        former, former_top = all_tabs(TABS.get()), TOP_LABELS.get()
        if seen != _seen(former, former_top):
            raise Refused("导航刚被其他人修改过，请核对后再保存")
        TABS.set([tab.stored for tab in tabs])
        TOP_LABELS.set(top)
        before = {"顶部": "、".join(former_top), "底部": _words(former)}
        audit.note(
            "shop.navigation", "shop", "修改导航", before=before, after={"顶部": "、".join(top), "底部": _words(tabs)}
        )


def _words(tabs: list[Tab]) -> str:
    return "、".join(tab.label for tab in tabs if tab.visible)


def _seen(tabs: list[Tab], top: list[str]) -> str:
    return fingerprint({"tabs": [tab.stored for tab in tabs], "top": top})


def _page(tabs: list[Tab], top: list[str], *, error: str | None = None) -> str:
    with reading():
        seen = _seen(all_tabs(TABS.get()), TOP_LABELS.get())
    count = sum(tab.visible for tab in tabs)
    context: dict[str, Any] = {"tabs": tabs, "top": top, "error": error, "seen": seen, "count": count}
    return admin_page(
        "admin/shop/navigation.html", active="shop.navigation", modules=MODULES, most=MOST_VISIBLE,
        saved=request.args.get("saved"), **context,
    )  # fmt: skip
