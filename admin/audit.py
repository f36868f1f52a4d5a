"""操作日志: who did what, with before and after; visits of the platform are listed apart."""

from datetime import timedelta

from flask import Blueprint, request

from admin.access import allow
from admin.context import admin_page
from commerce.orders import queries as orders
from kernel import clock
from kernel.db import reading
from kernel.tenancy import current_tenant_id
from tenants import log, visits
from web.paging import cursor, size, turns

bp = Blueprint("admin_audit", __name__, url_prefix="/admin/audit")
DAYS = {"1": "今天", "7": "近 7 天", "30": "近 30 天"}


@bp.get("")
@allow("audit.view")
def show() -> str:
    """The log, newest first, filtered by person, kind and words."""
    chosen = {name: request.args.get(name, "").strip()[:50] for name in ("by", "area", "q", "days")}
    since = clock.now() - timedelta(days=int(chosen["days"])) if chosen["days"] in DAYS else None
    with reading():
        page = log.entries(
            by=chosen["by"], area=chosen["area"], words=chosen["q"], since=since,
            before=cursor("before"), after=cursor("after"), limit=size(),
        )  # fmt: skip
        people = log.people()
        about = (entry.subject.partition(":") for entry in page.rows)
        numbers = orders.numbers_of({int(key) for kind, _, key in about if kind == "order" and key.isdecimal()})
        visitors = visits.of_shop(current_tenant_id(), limit=20)
    return admin_page(
        "admin/audit/audit.html", active="audit", entries=page.rows, total=page.total, chosen=chosen, people=people,
        areas=log.AREAS, days=DAYS, visits=visitors, changes=log.changes,
        numbers={f"order:{order_id}": number for order_id, number in numbers.items()},
        **turns("/admin/audit", {name: value for name, value in chosen.items() if value}, page.before, page.after),
    )  # fmt: skip
