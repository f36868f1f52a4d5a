"""账实核对: what must hold over all shops, what the last check said, and asking again now."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from console.access import operator_only
from console.context import console_page
from invariants import jobs, queries
from jobs import queue
from kernel.db import reading, transaction
from kernel.unscoped import every_tenant
from tenants import operator_log
from tenants import queries as tenants
from web.render import is_htmx, notice_header

bp = Blueprint("console_invariants", __name__, url_prefix="/console/invariants")


@bp.get("")
@operator_only
def show() -> str:
    """Every invariant with its newest verdict; the broken ones on top, with the rows that break them."""
    with every_tenant(), reading():
        standings = queries.standings()
        names = {shop.id: shop.name for shop in tenants.all_shops()}
    broken = sum(standing.is_broken for standing in standings)
    checked_at = max((standing.last.checked_at for standing in standings if standing.last), default=None)
    return console_page(
        "console/invariants.html", active="invariants", standings=standings, names=names, broken=broken,
        checked_at=checked_at,
    )  # fmt: skip


@bp.post("")
@operator_only
def check() -> Response:
    """Ask the database again; a worker does it, since it may take a while."""
    with every_tenant(), transaction():
        queue.later_for_platform(jobs.check_all, key="invariants:now")
        operator_log.note("invariants.check", "invariants", "要求立即核对账实")
    if is_htmx():
        return Response(status=204, headers=notice_header("已开始核对，稍后刷新查看结果"))
    return redirect("/console/invariants", code=303)
