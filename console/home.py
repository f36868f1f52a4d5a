"""总览: shops, orders of today, what is stuck."""

from flask import Blueprint

from commerce.analytics import platform
from console.access import operator_only
from console.context import console_page
from invariants import queries as invariants
from jobs import heartbeat, names
from jobs import queries as jobs
from kernel.db import reading
from kernel.unscoped import every_tenant
from tenants import operator_log
from web.paging import cursor, turns

bp = Blueprint("console_home", __name__, url_prefix="/console")


@bp.get("/")
@operator_only
def show() -> str:
    """The page an operator sees first."""
    with every_tenant(), reading():
        figures = platform.overview()
        depths = jobs.depths()
        broken = invariants.broken()
        failing = jobs.jobs(state="dead", limit=5).rows
        entries = operator_log.entries(limit=8).rows
    with every_tenant():
        skewed = bool(heartbeat.skews())
    return console_page(
        "console/home.html",
        skewed=skewed,
        active="home",
        figures=figures,
        depths=depths,
        broken=broken,
        failing=failing,
        spoken=names.spoken,
        entries=entries,
    )


@bp.get("/audit")
@operator_only
def audit() -> str:
    """What operators did."""
    with every_tenant(), reading():
        page = operator_log.entries(before=cursor("before"), after=cursor("after"))
    turned = turns("/console/audit", {}, page.before, page.after)
    return console_page("console/audit.html", active="audit", entries=page.rows, **turned)
