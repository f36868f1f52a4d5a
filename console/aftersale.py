"""售后仲裁: cases both sides disagree about, with what each has said and shown, and the operator's ruling."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from commerce.aftersale import platform, queries, rules
from commerce.aftersale.actions import rulings, talking
from commerce.aftersale.states import LABELS
from commerce.orders import queries as orders
from console.access import by, operator_only
from console.context import console_page
from kernel import clock, ids, money
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound
from kernel.tenancy import tenant_scope
from kernel.unscoped import every_tenant
from tenants import operator_log
from tenants import queries as tenants
from web.forms import text
from web.render import ago, evidence, shop_time

bp = Blueprint("console_aftersale", __name__, url_prefix="/console/aftersale")
SIDES = {"shopper": "买家", "merchant": "商家"}
VERBS = {
    "apply": "提交申请", "await_return": "同意退货", "await_approval": "同意，等待复核", "refund": "开始退款",
    "refuse": "拒绝申请", "offer": "提出新的金额", "send_back": "复核没有通过", "decline": "不接受方案",
    "fill_return": "填写退货物流", "cancel": "撤销申请", "refuse_receipt": "拒收退货", "await_exchange": "验收退货",
    "send_exchange": "寄出换货", "finish_exchange": "确认收到换货", "settle": "退款到账", "arbitrate": "申请平台介入",
    "close": "关闭售后", "overtake": "关闭售后", "fail": "退款失败",
}  # fmt: skip
ACTORS = {"member": "买家", "staff": "商家", "operator": "平台", "system": "系统", "wechat": "微信支付"}
Answer = str | tuple[str, int] | Response


@bp.get("")
@operator_only
def index() -> Answer:
    """What waits for a decision, and what was decided."""
    is_open = request.args.get("done") != "1"
    with every_tenant(), reading():
        rows = platform.arbitrations(is_open=is_open)
        waiting = platform.open_arbitrations()
    return console_page(
        "console/aftersale/cases.html", active="aftersale", rows=rows, is_open=is_open, waiting=waiting,
        kinds=rules.KINDS, sides=SIDES, rulings=rulings.RULINGS | {"withdrawn": "已撤回"}, at=clock.now(),
    )  # fmt: skip


@bp.get("/<int:tenant_id>/<int:case_id>")
@operator_only
def show(tenant_id: int, case_id: int) -> Answer:
    """One case with both sides' words and pictures."""
    return page(tenant_id, case_id)


@bp.post("/<int:tenant_id>/<int:case_id>/ruling")
@operator_only
def rule(tenant_id: int, case_id: int) -> Answer:
    """The decision; both sides read why."""
    shop = shop_name(tenant_id)
    ruling = request.form.get("ruling", "")
    try:
        note = text(request.form, "note", label="依据", max_length=500)
        typed = request.form.get("refund", "").strip()
        fen = money.parse_yuan(typed, "refund") if typed and ruling != "reject" else None
        with tenant_scope(tenant_id), transaction():
            case = rulings.rule(case_id, ruling, refund_fen=fen, note=note, by=by())
    except Invalid as error:
        return page(tenant_id, case_id, {error.field: error.message}), 422
    summary = f"「{shop}」售后单 {case.number}：{rulings.RULINGS[ruling]}"
    with every_tenant(), transaction():
        operator_log.note("platform.ruling", f"order:{case.order_id}", summary, tenant_id=tenant_id)
    return redirect(f"/console/aftersale/{tenant_id}/{case_id}", code=303)


def shop_name(tenant_id: int) -> str:
    """Raises NotFound for a shop that is none."""
    with every_tenant(), reading():
        found = {shop.id: shop.name for shop in tenants.all_shops()}
    if tenant_id not in found:
        raise NotFound("没有这家店铺")
    return found[tenant_id]


def page(tenant_id: int, case_id: int, errors: dict[str, str] | None = None) -> str:
    """One case; looking at it is having read what was said."""
    shop = shop_name(tenant_id)
    with tenant_scope(tenant_id), reading():
        context = _gather(case_id)
    if context["case"].unread_operator:
        with tenant_scope(tenant_id), transaction():
            talking.read(case_id, side="operator")
    return console_page(
        "console/aftersale/case.html", active="aftersale", tenant_id=tenant_id, shop_name=shop,
        errors=errors or {}, values=request.form, **context,
    )  # fmt: skip


def _gather(case_id: int) -> dict[str, Any]:
    case = queries.case(case_id)
    lines = queries.lines_of([case.id])[case.id]
    known = queries.order_lines(lines)
    order = orders.order(case.order_id)
    pictures = queries.pictures_of(case.id)
    return {
        "case": case, "order_number": order.number, "kind": rules.KINDS[case.kind], "label": LABELS[case.state],
        "reason": rules.REASONS[case.reason].label, "sides": SIDES, "rulings": rulings.RULINGS,
        "lines": [(known[line.order_line_id], line) for line in lines],
        "evidence": [(side, [evidence(key) for s, key in pictures if s == side]) for side in SIDES],
        "arbitration": queries.arbitration_of(case.id),
        "events": _events(case_id), "request_key": ids.new_token(16),
        "may_talk": rules.may_talk(case.ended_at, clock.now()),
    }  # fmt: skip


def _events(case_id: int) -> list[dict[str, Any]]:
    """Moves and messages on one line of time, newest first."""
    told: list[tuple[Any, dict[str, Any]]] = [
        (
            e.at,
            {
                "text": f"{_actor(e.by)} {VERBS.get(e.verb, e.verb)}",
                "note": e.reason or str((e.detail or {}).get("number", "")),
            },
        )
        for e in queries.entries(case_id)
    ]
    for said, keys in queries.messages(case_id):
        images = [evidence(key) for key in keys]
        told.append((said.at, {"text": f"{_actor(said.by)} 留言", "note": said.words, "images": images}))
    newest = sorted(told, key=lambda each: each[0], reverse=True)
    return [item | {"at": shop_time(at), "title": ago(at)} for at, item in newest]


def _actor(by: str) -> str:
    return ACTORS.get(by.partition(":")[0], "系统")
