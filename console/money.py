"""资金: where books and bills differ or money is late, shop by shop, and the switch that stops money at once."""

import re
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from commerce.books import platform
from commerce.promotions.groupbuy import queries as groupbuy
from console.access import operator_only
from console.context import console_page
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid
from kernel.unscoped import every_tenant
from tenants import operator_log, stops
from tenants import queries as tenants
from tenants.models import Tenant
from tenants.stops import CAMPAIGN, Wanted

bp = Blueprint("console_money", __name__, url_prefix="/console/money")
HERE = "/console/money"
CHOICE = re.compile(r"groupbuy:([0-9]{1,18})")


@bp.get("")
@operator_only
def index() -> str:
    """What waits in which shop, and what is stopped."""
    return _page({})


@bp.post("/stops")
@operator_only
def stop() -> Any:
    """It does not move from now on: in one shop, or everywhere. Safe to repeat."""
    form = request.form
    try:
        wanted = _wanted(_shop_asked(form.get("shop", "")), form.get("what", ""), form.get("campaign", "").strip())
        with every_tenant(), transaction():
            row = stops.stop(wanted, form.get("reason", ""))
            where = "" if wanted.tenant_id else "全平台"
            operator_log.note(
                "money.stop", f"stop:{row.id}", f"暂停{where}{wanted.label}：{row.reason}", tenant_id=wanted.tenant_id
            )
    except Invalid as error:
        return _page({error.field: error.message}), 422
    return redirect(HERE, code=303)


@bp.post("/stops/<int:stop_id>/release")
@operator_only
def release(stop_id: int) -> Response:
    """It moves again; what waited runs at once. Also what a shop has stopped itself. Safe to repeat."""
    with every_tenant(), transaction():
        row = stops.find_any(stop_id)
        stops.release(stop_id, tenant_id=row.tenant_id)
        label = Wanted(row.tenant_id, row.what, row.campaign).label
        where = "" if row.tenant_id else "全平台"
        operator_log.note("money.release", f"stop:{stop_id}", f"恢复{where}{label}", tenant_id=row.tenant_id)
    return redirect(HERE, code=303)


def _shop_asked(typed: str) -> int | None:
    if not typed:
        return None
    known = {str(shop.id): shop.id for shop in _shops()}
    if typed not in known:
        raise Invalid("shop", "没有这家店铺")
    return known[typed]


def _shops() -> list[Tenant]:
    with every_tenant(), reading():
        return list(tenants.all_shops())


def _wanted(tenant_id: int | None, what: str, campaign: str) -> Wanted:
    """A campaign is of one shop, whatever was chosen as the range: stopped elsewhere it would go on unnoticed."""
    if what != CAMPAIGN:
        return Wanted(tenant_id, what, campaign)
    asked = CHOICE.fullmatch(campaign)
    with every_tenant(), reading():
        owner = groupbuy.shop_of_running(int(asked[1])) if asked else None
    if owner is None:
        raise Invalid("campaign", "请从列表里选择要暂停的活动，已经结束的不在列表里")
    if tenant_id not in (None, owner):
        raise Invalid("campaign", "这个活动不是所选店铺的，请改选活动或范围")
    return Wanted(owner, what, campaign)


def _campaign_words(activity: Any, shops: dict[int, str], product: str) -> str:
    ends = clock.shop_time(activity.ends_at)
    return f"{shops.get(activity.tenant_id, '')}：{activity.title} · {product} · {ends:%m-%d} 结束"


def _page(errors: dict[str, str]) -> str:
    with every_tenant(), reading():
        rows = platform.shops(clock.now())
        standing, past = stops.standing(), stops.past(None)
        running = groupbuy.running_goods()
    shops = {shop.id: shop.name for shop in _shops()}
    campaigns = [(f"groupbuy:{row.id}", _campaign_words(row, shops, title)) for row, title in running]
    return console_page(
        "console/money.html", active="money", rows=rows, standing=standing, past=past, names_of=shops, errors=errors,
        campaigns=campaigns, campaign_names=dict(campaigns),
        labels=stops.LABELS, by_platform=stops.by_platform, values=request.form or request.args, at=clock.now(),
    )  # fmt: skip
