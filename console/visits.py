"""代登录: an operator starts a visit to a shop's admin."""

from flask import Blueprint, request

from commerce.analytics import platform
from console.access import current_operator, operator_only
from console.context import console_page
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound
from kernel.unscoped import every_tenant
from tenants import operator_log, visits
from web.addresses import of_door
from web.forms import whole

bp = Blueprint("console_visits", __name__, url_prefix="/console/shops/<int:tenant_id>/visits")


@bp.get("")
@operator_only
def show(tenant_id: int) -> str:
    """Earlier visits and the form."""
    return _page(tenant_id, {}, None)


@bp.post("")
@operator_only
def start(tenant_id: int) -> str | tuple[str, int]:
    """Reason and time; the link works once, for two minutes."""
    reason = request.form.get("reason", "").strip()
    try:
        minutes = whole(request.form, "minutes", label="时长", least=1, most=visits.LONGEST_MINUTES)
        may_write = request.form.get("may_write") == "1"
        with every_tenant(), transaction():
            _shop_name(tenant_id)
            token = visits.start(
                current_operator().operator_id, tenant_id, reason=reason, minutes=minutes, may_write=may_write
            )
            kind = "可修改" if may_write else "只读"
            summary = f"发起代登录（{kind}，{minutes} 分钟），原因：{reason}"
            operator_log.note("platform.visit", f"tenant:{tenant_id}", summary, tenant_id=tenant_id)
    except Invalid as error:
        return _page(tenant_id, {error.field: error.message}, None), 422
    return _page(tenant_id, {}, of_door("admin", f"/admin/handover/{token}"))


def _shop_name(tenant_id: int) -> str:
    rows = platform.shops(tenant_id=tenant_id)
    if not rows:
        raise NotFound("没有这家店铺")
    return str(rows[0].name)


def _page(tenant_id: int, errors: dict[str, str], address: str | None) -> str:
    with every_tenant(), reading():
        name = _shop_name(tenant_id)
        rows = visits.of_shop(tenant_id)
    return console_page(
        "console/shops/visits.html", active="shops", tenant_id=tenant_id, shop_name=name, rows=rows, errors=errors,
        address=address, values=request.form, minutes=visits.DEFAULT_MINUTES, longest=visits.LONGEST_MINUTES,
    )  # fmt: skip
