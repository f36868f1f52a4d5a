"""任务与队列: jobs and deliveries with their cause; replay one, some or all; cancel."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from console.access import operator_only
from console.context import console_page
from jobs import names, outbox, queue
from jobs import queries as jobs
from jobs.models import Job, Outbox
from kernel.db import reading, transaction
from kernel.unscoped import every_tenant
from tenants import operator_log
from tenants import queries as tenants
from web.forms import chosen
from web.paging import cursor, turns
from web.render import is_htmx, notice_header

bp = Blueprint("console_work", __name__, url_prefix="/console")
PAGE = 50


@bp.get("/jobs")
@operator_only
def list_jobs() -> str:
    """Jobs by state, shop and name."""
    return _list("jobs", jobs.jobs)


@bp.get("/outbox")
@operator_only
def list_facts() -> str:
    """Deliveries of facts by state, shop and name."""
    return _list("outbox", jobs.facts)


@bp.post("/jobs/replay")
@operator_only
def replay_jobs() -> Response:
    """Let stopped jobs run again: the ticked ones, or all that match."""
    with every_tenant(), transaction():
        count = queue.replay(_chosen(Job))
        operator_log.note("jobs.replay", "jobs", f"重放 {count} 个任务")
    return _back("jobs", f"已重放 {count} 个任务")


@bp.post("/jobs/cancellation")
@operator_only
def cancel_jobs() -> Response:
    """Stop waiting jobs; they can be replayed."""
    with every_tenant(), transaction():
        count = queue.cancel(chosen(request.form, "ids", "任务"), "平台取消")
        operator_log.note("jobs.cancel", "jobs", f"取消 {count} 个任务")
    return _back("jobs", f"已取消 {count} 个任务")


@bp.post("/outbox/replay")
@operator_only
def replay_facts() -> Response:
    """Let stopped deliveries run again; handlers already done stay done."""
    with every_tenant(), transaction():
        count = outbox.replay(_chosen(Outbox))
        operator_log.note("outbox.replay", "outbox", f"重放 {count} 个事件投递")
    return _back("outbox", f"已重放 {count} 个投递")


def _chosen(model: type[Job] | type[Outbox]) -> list[int]:
    if request.form.get("all_matched"):
        return jobs.dead_ids(model, tenant_id=_tenant_id(request.form), name=request.form.get("name", "").strip()[:80])
    return chosen(request.form, "ids", "任务" if model is Job else "事件")


def _tenant_id(values: Any) -> int | None:
    typed = values.get("shop", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else None


def _list(kind: str, find: Any) -> str:
    state, name = request.args.get("state", "dead"), request.args.get("name", "").strip()[:80]
    with every_tenant(), reading():
        page = find(
            state=state, tenant_id=_tenant_id(request.args), name=name, before=cursor("before"), after=cursor("after"),
            limit=PAGE,
        )  # fmt: skip
        shops = {shop.id: shop.name for shop in tenants.all_shops()}
        depths = jobs.depths()
    chosen = {"state": state, "name": name, "shop": request.args.get("shop", "")}
    return console_page(
        "console/work.html", active=kind, kind=kind, rows=page.rows, states=jobs.JOB_STATES, chosen=chosen,
        shop_names=shops, spoken=names.spoken, depths=depths, done=request.args.get("done"),
        **turns(f"/console/{kind}", chosen, page.before, page.after),
    )  # fmt: skip


def _back(kind: str, words: str) -> Response:
    if is_htmx():
        return Response(status=204, headers=notice_header(words))
    return redirect(f"/console/{kind}?{urlencode({'done': words})}", code=303)
