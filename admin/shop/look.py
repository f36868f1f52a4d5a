"""发布 and 历史版本 of the shop's look: one draft of navigation and colour together, published in one stroke."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin.access import allow
from admin.context import admin_page
from admin.shop.phone import phone_url
from admin.shop.saving import fingerprint
from admin.shop.tabs import all_tabs
from kernel.db import reading, transaction
from kernel.errors import Refused
from kernel.tenancy import current_tenant_id
from tenants import looks
from tenants import queries as tenants
from tenants.looks import Look
from tenants.settings import lock_choices

bp = Blueprint("admin_look", __name__, url_prefix="/admin/shop/look")
THEMES = {
    "orange": "活力橙",
    "red": "喜庆红",
    "rose": "玫瑰粉",
    "purple": "优雅紫",
    "blue": "可靠蓝",
    "graphite": "石墨黑",
}
PAGES = {"navigation": "/admin/shop/navigation", "theme": "/admin/shop/theme"}


@bp.post("/publication")
@allow("shop.edit")
def publish_draft() -> Response:
    """What waits becomes what shoppers see."""
    with transaction():
        waiting = looks.draft()
        if waiting is None:
            raise Refused("没有等待发布的草稿，可能已经有人发布或丢弃了")
        publish(waiting.look)
    return redirect(f"{_back()}?saved=published", code=303)


@bp.post("/discard")
@allow("shop.edit")
def discard_draft() -> Response:
    """Forget what waits."""
    with transaction():
        looks.discard()
    return redirect(f"{_back()}?saved=discarded", code=303)


@bp.get("/versions")
@allow("shop.view")
def versions() -> str:
    """Who published what, and when."""
    with reading():
        rows = looks.versions()
    return admin_page("admin/shop/versions.html", active="shop.navigation", rows=rows)


@bp.get("/versions/<int:version_id>")
@allow("shop.view")
def version(version_id: int) -> str:
    """One of them, on the phone."""
    with reading():
        row = looks.version(version_id)
        look = looks.look_in(row)
        is_present = look.plain == looks.published().plain
        host = tenants.primary_host(current_tenant_id())
    return admin_page(
        "admin/shop/version.html", active="shop.navigation", row=row, facts=spoken(look), is_present=is_present,
        phone=phone_url(host, look),
    )  # fmt: skip


@bp.post("/versions/<int:version_id>/restoration")
@allow("shop.edit")
def restore(version_id: int) -> Response:
    """恢复: publish an earlier look again."""
    with transaction():
        row = looks.version(version_id)
        publish(looks.look_in(row), summary=f"恢复 {row.at:%Y-%m-%d} 的版本")
    return redirect("/admin/shop/look/versions?saved=1", code=303)


def store(change: Callable[[Look], Look], *, is_draft: bool) -> None:
    """Change the look as it is edited now: keep it as a draft, or publish it. Raises Refused, Invalid.

    The form says in `seen` what it was drawn from, so that two people cannot overwrite each other unseen.
    """
    with transaction():
        lock_choices()
        before = looks.edited()
        if request.form.get("seen", "") != seen(before):
            raise Refused("导航或风格刚被其他人修改过，请核对后再保存")
        if is_draft:
            looks.keep(change(before))
        else:
            publish(change(before))


def publish(look: Look, summary: str = "") -> None:
    """Publish with the log's words; inside a transaction."""
    now, then = spoken(looks.published()), spoken(look)
    parts = [what for what, names in (("导航", ("顶部", "底部")), ("风格", ("主题色",))) if _differs(now, then, names)]
    looks.publish(look, summary=summary or f"发布{'和'.join(parts) or '导航'}", before=now, after=then)


def seen(look: Look) -> str:
    """What a form was drawn from."""
    return fingerprint(whole(look).plain)


def whole(look: Look) -> Look:
    """The look with every module of the registry in its bar, those not mentioned hidden."""
    return replace(look, tabs=[tab.stored for tab in all_tabs(look.tabs)])


def spoken(look: Look) -> dict[str, Any]:
    """A look as the log and the history tell it."""
    bottom = "、".join(tab.label for tab in all_tabs(look.tabs) if tab.visible)
    return {"顶部": "、".join(look.top_labels), "底部": bottom, "主题色": THEMES.get(look.theme, look.theme)}


def _differs(now: dict[str, Any], then: dict[str, Any], names: tuple[str, ...]) -> bool:
    return any(now[name] != then[name] for name in names)


def _back() -> str:
    return PAGES.get(request.form.get("page", ""), PAGES["navigation"])
