"""拼团: the list, publishing, stopping, live figures. The wizard is in wizard.py."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup

from admin import qr
from admin.access import allow, current_staff
from admin.context import admin_page
from commerce.catalog import queries as catalog
from commerce.catalog.pictures import pictures
from commerce.inventory.queries import NONE, levels
from commerce.promotions.groupbuy import figures, planning
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Refused
from tenants import queries as tenants
from web.addresses import of_host
from web.paging import cursor, size, turns
from web.render import fragment, is_htmx, page

bp = Blueprint("admin_groupbuy", __name__, url_prefix="/admin/promotions/groupbuy")
BASE = "/admin/promotions/groupbuy"
BADGES = {"draft": "info", "waiting": "info", "running": "ok", "ended": "done", "stopped": "done"}
DONE = {
    "draft": "草稿已保存，确认无误后发布",
    "published": "已发布，买家在商品页可以看到",
    "stopped": "已停止，不能再开新团，已开的团照常进行",
}


@bp.get("")
@allow("promotions.view")
def show() -> str:
    """The list with figures from real rows."""
    chosen = {"state": request.args.get("state", ""), "q": request.args.get("q", "").strip()[:40]}
    at = clock.now()
    with reading():
        page = figures.activities(
            name=chosen["state"], words=chosen["q"], before=cursor("before"), after=cursor("after"), at=at, limit=size()
        )
        counts = figures.phase_counts(at)
    given = {name: value for name, value in chosen.items() if value}
    tabs = [
        {"label": "全部", "url": BASE, "current": chosen["state"] not in figures.STATES, "count": sum(counts.values())}
    ]
    tabs += [
        {"label": label, "url": f"{BASE}?state={name}", "current": chosen["state"] == name, "count": counts[name]}
        for name, label in figures.STATES.items()
    ]
    return admin_page(
        "admin/promotions/groupbuy.html", active="promotions.groupbuy", rows=page.rows, tabs=tabs, chosen=chosen,
        total=sum(counts.values()), states=figures.STATES, badges=BADGES, phase=lambda row: figures.phase(row, at),
        **turns(BASE, given, page.before, page.after),
    )  # fmt: skip


@bp.get("/<int:activity_id>")
@allow("promotions.view")
def detail(activity_id: int) -> str:
    """One activity: preview before it is published, live figures after."""
    return _detail(activity_id)


@bp.get("/<int:activity_id>/figures")
@allow("promotions.view")
def live(activity_id: int) -> str:
    """The figures alone; the page asks for them while it is looked at."""
    with reading():
        activity = figures.activity(activity_id)
        found = figures.figures(activity_id)
    is_live = figures.phase(activity, clock.now()) == "running" or found.open > 0
    return fragment("admin/promotions/_figures.html", activity=activity, figures=found, is_live=is_live)


@bp.get("/<int:activity_id>/preview")
@allow("promotions.view")
def preview(activity_id: int) -> str:
    """The top of the product page as shoppers will see it; for the phone frame."""
    with reading():
        activity = figures.activity(activity_id)
        lines = figures.price_lines(activity_id)
        product = catalog.product(activity.product_id)
        cover = pictures([product.cover_id or 0]).get(product.cover_id or 0)
    cheapest = min(lines, key=lambda line: line.price_fen)
    now_ms = int(clock.now().timestamp() * 1000)
    return page(
        "admin/promotions/preview.html", activity=activity, product=product, cover=cover, cheapest=cheapest,
        now_ms=now_ms, ends_ms=int(activity.ends_at.timestamp() * 1000), shop_name=current_staff().shop_name,
    )  # fmt: skip


@bp.post("/<int:activity_id>/publication")
@allow("promotions.edit")
def publish(activity_id: int) -> Any:
    """From its start on shoppers see it."""
    return _move(activity_id, planning.publish, "published")


@bp.get("/<int:activity_id>/stop")
@allow("promotions.edit")
def ask_stop(activity_id: int) -> Any:
    """What stopping does, in numbers."""
    with reading():
        activity = figures.activity(activity_id)
        open_count = figures.figures(activity_id).open
    question = fragment("admin/promotions/_stop_question.html", activity=activity, open_count=open_count)
    return question if is_htmx() else _detail(activity_id, question=question)


@bp.post("/<int:activity_id>/stop")
@allow("promotions.edit")
def stop(activity_id: int) -> Any:
    """No new groups; open ones run on to their end."""
    return _move(activity_id, planning.stop, "stopped")


@bp.get("/<int:activity_id>/phone")
@allow("promotions.view")
def phone(activity_id: int) -> Any:
    """Link and code to share."""
    with reading():
        activity = figures.activity(activity_id)
    card = qr.card(activity.title, _address(activity.product_id), f"{BASE}/{activity_id}/qr.svg")
    return card if is_htmx() else _detail(activity_id, question=card)


@bp.get("/<int:activity_id>/qr.svg")
@allow("promotions.view")
def code(activity_id: int) -> Response:
    """The QR code of the activity's product page."""
    with reading():
        activity = figures.activity(activity_id)
    return qr.picture(_address(activity.product_id))


def _move(activity_id: int, act: Any, done: str) -> Any:
    try:
        with transaction():
            act(activity_id)
    except Refused as error:
        return _detail(activity_id, refusal=error.message), 409
    return redirect(f"{BASE}/{activity_id}?done={done}", code=303)


def _detail(activity_id: int, *, refusal: str | None = None, question: str | None = None) -> str:
    with reading():
        activity = figures.activity(activity_id)
        product = catalog.product(activity.product_id)
        lines = figures.price_lines(activity_id)
        stock = levels([line.sku_id for line in lines])
        found = figures.figures(activity_id)
        page = figures.groups(activity_id, before=cursor("before"), after=cursor("after"), limit=size())
        other = planning.conflict(activity.product_id, activity_id) if activity.state == "draft" else None
    short = [line for line in lines if line.quota - line.taken > stock.get(line.sku_id, NONE).sellable]
    phase = figures.phase(activity, clock.now())
    return admin_page(
        "admin/promotions/activity.html", active="promotions.groupbuy", activity=activity, product=product, lines=lines,
        stock=stock, none=NONE, short=short, figures=found, groups=page.rows, phase=phase, badges=BADGES,
        states=figures.STATES, other=other, refusal=refusal, done=DONE.get(request.args.get("done", "")),
        question=Markup(question) if question else None, base=f"{BASE}/{activity_id}",  # noqa: S704  our own fragment
        is_live=phase == "running" or found.open > 0, **turns(f"{BASE}/{activity_id}", {}, page.before, page.after),
    )  # fmt: skip


def _address(product_id: int) -> str:
    tenant_id = current_staff().tenant_id
    assert tenant_id is not None
    with reading():
        return of_host(tenants.primary_host(tenant_id), f"/p/{product_id}")
