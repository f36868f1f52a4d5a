"""导航设置: the words of the top three, the modules of the bottom bar, their order; shown on a phone while editing."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from admin.shop import look as looking
from admin.shop.phone import phone_url
from admin.shop.tabs import Tab, all_tabs, read, read_top, warning
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from kernel.tenancy import current_tenant_id
from tenants import looks
from tenants import queries as tenants
from tenants.looks import Look
from web.modules import MODULES, MOST_VISIBLE

bp = Blueprint("admin_navigation", __name__, url_prefix="/admin/shop/navigation")
Answer = str | tuple[str, int] | Response


@bp.get("")
@allow("shop.view")
def show() -> Answer:
    """What is being edited: the draft, or what is published."""
    return _page()


@bp.post("")
@allow("shop.edit")
def save() -> Answer:
    """Publish, or keep as a draft; once published the shop follows within seconds."""
    tabs, is_draft = read(request.form), request.form.get("step") == "draft"
    try:
        top = read_top(request.form)
        warning(tabs)  # refuses what may not be published
        looking.store(lambda look: _with(look, tabs, top), is_draft=is_draft)
    except Invalid as error:
        return _page((tabs, request.form.getlist("top")), error=error.message), 422
    except Refused as error:
        return _page((tabs, request.form.getlist("top")), error=error.message), 409
    return redirect(f"/admin/shop/navigation?saved={'draft' if is_draft else 'published'}", code=303)


@bp.post("/defaults")
@allow("shop.edit")
def restore() -> Answer:
    """恢复默认: the bars a new shop starts with; the colour stays."""
    with transaction():
        default = looks.defaults()
        looking.publish(replace(looks.published(), tabs=default.tabs, top_labels=default.top_labels), "恢复默认导航")
    return redirect("/admin/shop/navigation?saved=published", code=303)


def _with(look: Look, tabs: Sequence[Tab], top: Sequence[str]) -> Look:
    return replace(look, tabs=[tab.stored for tab in tabs], top_labels=list(top))


def _page(typed: tuple[list[Tab], list[str]] | None = None, *, error: str | None = None) -> str:
    """typed: what stands on the form after a refusal; the next save is against what is stored now."""
    with reading():
        draft, look = looks.draft(), looks.edited()
        host = tenants.primary_host(current_tenant_id())
    tabs, top = typed or (all_tabs(look.tabs), list(look.top_labels))
    return admin_page(
        "admin/shop/navigation.html", active="shop.navigation", modules=MODULES, most=MOST_VISIBLE, tabs=tabs, top=top,
        count=sum(tab.visible for tab in tabs), error=error, seen=looking.seen(look), draft=draft,
        saved=request.args.get("saved"), phone=phone_url(host, _with(look, tabs, top)),
    )  # fmt: skip
