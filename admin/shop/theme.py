"""风格: one of six colours, each checked for contrast; shown on a phone before it is chosen."""

from dataclasses import replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from admin.shop import look as looking
from admin.shop.look import THEMES
from admin.shop.phone import phone_url
from kernel.db import reading
from kernel.errors import Invalid, Refused
from kernel.tenancy import current_tenant_id
from tenants import looks
from tenants import queries as tenants

bp = Blueprint("admin_theme", __name__, url_prefix="/admin/shop/theme")


@bp.get("")
@allow("shop.view")
def show() -> str:
    """The six, the present one ticked."""
    return _page()


@bp.post("")
@allow("shop.edit")
def save() -> tuple[str, int] | Response:
    """Publish one, or keep it as a draft."""
    chosen, is_draft = request.form.get("theme", ""), request.form.get("step") == "draft"
    if chosen not in THEMES:
        raise Invalid("theme", "请选择一个主题色")
    try:
        looking.store(lambda look: replace(look, theme=chosen), is_draft=is_draft)
    except Refused as error:
        return _page(chosen, error=error.message), 409
    return redirect(f"/admin/shop/theme?saved={'draft' if is_draft else 'published'}", code=303)


def _page(chosen: str = "", *, error: str | None = None) -> str:
    with reading():
        draft, look = looks.draft(), looks.edited()
        host = tenants.primary_host(current_tenant_id())
    shown = replace(look, theme=chosen or look.theme)
    return admin_page(
        "admin/shop/theme.html", active="shop.theme", themes=THEMES, theme=shown.theme, seen=looking.seen(look),
        draft=draft, error=error, saved=request.args.get("saved"), phone=phone_url(host, shown),
    )  # fmt: skip
