"""资金开关: the owner stops refunds, payouts or a campaign at once, and lets them go on."""

from typing import Any

from flask import Blueprint, redirect, request

from admin.access import allow, current_staff
from admin.context import admin_page
from commerce.promotions.groupbuy import queries as groupbuy
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from tenants import audit, stops
from tenants.stops import Wanted

bp = Blueprint("admin_switch", __name__, url_prefix="/admin/books")
HERE = "/admin/books/switch"


@bp.get("/switch")
@allow("money.stop")
def show() -> str:
    """What is stopped now, by whom and why, and what may be stopped."""
    return _page({})


@bp.post("/stops")
@allow("money.stop")
def stop() -> Any:
    """It does not move from now on. Safe to repeat."""
    form = request.form
    wanted = Wanted(_tenant_id(), form.get("what", ""), form.get("campaign", "")[:60])
    try:
        with transaction():
            stops.stop(wanted, form.get("reason", ""))
            audit.note("money.stop", wanted.what, f"暂停{wanted.label}：{form['reason'].strip()[:200]}")
    except Invalid as error:
        return _page({error.field: error.message}), 422
    return redirect(HERE, code=303)


@bp.post("/stops/<int:stop_id>/release")
@allow("money.stop")
def release(stop_id: int) -> Any:
    """It moves again; what waited runs at once. The platform's own stops stay. Safe to repeat."""
    with transaction():
        row = stops.release(stop_id, tenant_id=_tenant_id())
        if stops.by_platform(row):
            raise Refused("这是平台暂停的，请联系平台恢复")
        audit.note("money.release", row.what, f"恢复{Wanted(row.tenant_id, row.what, row.campaign).label}")
    return redirect(HERE, code=303)


def campaign_words(activity: Any, product: str) -> str:
    """A campaign so that it is told from its namesakes."""
    starts, ends = clock.shop_time(activity.starts_at), clock.shop_time(activity.ends_at)
    return f"拼团：{activity.title} · {product} · {starts:%m-%d} 至 {ends:%m-%d}"


def _tenant_id() -> int:
    tenant_id = current_staff().tenant_id
    assert tenant_id is not None
    return tenant_id


def _page(errors: dict[str, str]) -> str:
    with reading():
        standing, past = stops.standing(_tenant_id()), stops.past(_tenant_id())
        campaigns = [(f"groupbuy:{row.id}", campaign_words(row, product)) for row, product in groupbuy.running_goods()]
    stopped = {(row.what, row.campaign) for row in standing}
    return admin_page(
        "admin/books/switch.html", active="books.switch", standing=standing, past=past, labels=stops.LABELS,
        campaigns=[one for one in campaigns if ("campaign", one[0]) not in stopped], names=dict(campaigns),
        stopped={row.what for row in standing}, by_platform=stops.by_platform, errors=errors, values=request.form,
    )  # fmt: skip
