"""风格: one of six colours, each checked for contrast; shown on a phone before it is chosen."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from kernel.db import reading, transaction
from kernel.errors import Invalid
from tenants import audit
from tenants.settings import THEME, lock_choices

bp = Blueprint("admin_theme", __name__, url_prefix="/admin/shop/theme")
THEMES = {
    "orange": "活力橙",
    "red": "喜庆红",
    "rose": "玫瑰粉",
    "purple": "优雅紫",
    "blue": "可靠蓝",
    "graphite": "石墨黑",
}


@bp.get("")
@allow("shop.view")
def show() -> str:
    """The six, the present one ticked."""
    with reading():
        theme = THEME.get()
    return admin_page(
        "admin/shop/theme.html", active="shop.theme", themes=THEMES, theme=theme, saved=request.args.get("saved")
    )


@bp.post("")
@allow("shop.edit")
def save() -> Response:
    """Choose one."""
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        raise Invalid("theme", "请选择一个主题色")
    with transaction():
        lock_choices()
        before = THEME.get()
        if before != chosen:
            THEME.set(chosen)
            audit.note(
                "shop.theme", "shop", "修改主题色", before={"主题色": THEMES[before]}, after={"主题色": THEMES[chosen]}
            )
    return redirect("/admin/shop/theme?saved=1", code=303)
