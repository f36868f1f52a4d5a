"""概况: what waits for somebody, and how the shop is doing."""

from typing import Any

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from admin import first_steps, home_figures
from admin.access import allow, can, current_staff
from admin.context import admin_page
from channels import queries as channels
from commerce.analytics import queries as analytics
from kernel.db import reading, transaction
from tenants import queries as tenants
from tenants import stops
from tenants.settings import GUIDE_IS_HIDDEN
from web.render import fragment

bp = Blueprint("admin_home", __name__, url_prefix="/admin")


@bp.get("/")
@allow("home.view")
def show() -> str:
    """The page a person sees first."""
    with reading():
        live, waiting = _live()
        best = analytics.best_sellers()
        activities = analytics.running_activities()
        steps = first_steps.steps(waiting)
        hidden = GUIDE_IS_HIDDEN.get()
        stop = stops.stop_of(stops.REFUNDS)
        reason = tenants.tenant(_tenant_id()).suspend_reason if current_staff().shop_state != "active" else None
    return admin_page(
        "admin/home/home.html", active="home", live=live, best=best, activities=activities,
        steps=[] if hidden else steps, is_ready=all(step.is_done for step in steps), suspend_reason=reason,
        stop=stop, by_platform=stops.by_platform,
    )  # fmt: skip


@bp.get("/live")
@allow("home.view")
def live() -> str:
    """The figures that change by themselves; the page asks every half minute."""
    with reading():
        figures, _waiting = _live()
    return fragment("admin/home/_live.html", live=figures)


@bp.post("/guide/dismissal")
@allow("shop.edit")
def hide_guide() -> Response:
    """The first steps are not shown any more."""
    with transaction():
        GUIDE_IS_HIDDEN.set(True)
    return redirect("/admin/", code=303)


def _live() -> tuple[dict[str, Any], analytics.Waiting]:
    waiting = analytics.waiting()
    days = analytics.days()
    tiles = home_figures.tiles(waiting, channels.troubles() if can("channels.view") else None)
    shown = [tile for tile in tiles if can(tile.get("needs", "orders.view"))]
    figures = {
        "tiles": shown,
        "columns": home_figures.columns(len(shown)),
        "kpi": home_figures.kpi(days, waiting),
        "orders": home_figures.ticker(analytics.latest_orders()),
    }  # fmt: skip
    return figures, waiting


def _tenant_id() -> int:
    tenant_id = current_staff().tenant_id
    assert tenant_id is not None
    return tenant_id
