"""Refunds: accepted at once, settled a moment later, announced by a notice."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, current_app, g, request

from sandbox.clock import now_s
from sandbox.here import Sandbox, here
from sandbox.pay import till
from sandbox.pay.fields import REFUND, check, check_notify_url, json_body, param_error
from sandbox.pay.gate import Refused, answer
from sandbox.store import Record, Store

bp = Blueprint("pay_refunds", __name__, url_prefix="/v3/refund/domestic/refunds")

MOST_REFUNDS = 50
REFUND_DAYS = 365


def refund_key(mchid: str, out_refund_no: str) -> str:
    """One out_refund_no per merchant."""
    return f"{mchid}|{out_refund_no}"


def _paid(store: Store, body: Record) -> Record:
    mchid = g.merchant["mchid"]
    if body.get("transaction_id"):
        payment = till.of_transaction(store, body["transaction_id"])
    elif body.get("out_trade_no"):
        payment = store.get("payment", till.payment_key(mchid, body["out_trade_no"]))
    else:
        raise param_error("/body/out_trade_no", "", "transaction_id和out_trade_no二选一必填")
    if payment is None or payment["mchid"] != mchid or not payment.get("transaction_id"):
        raise Refused(404, "RESOURCE_NOT_EXISTS", "订单不存在")
    if payment["request"].get("sub_mchid") != body.get("sub_mchid"):
        raise Refused(404, "RESOURCE_NOT_EXISTS", "订单不存在")
    if now_s() - payment["paid_s"] > REFUND_DAYS * 86400:
        raise Refused(400, "INVALID_REQUEST", "订单已超过可退款的最大期限")
    return payment


def _repeated(known: Record, body: Record) -> Record:
    same = (known["total_fen"], known["refund_fen"]) == (
        body["amount"]["total"],
        body["amount"]["refund"],
    )
    number = body.get("out_trade_no", known["out_trade_no"]) == known["out_trade_no"]
    number = number and body.get("transaction_id", known["transaction_id"]) == known["transaction_id"]
    if not (same and number):
        raise Refused(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
    return known


def _check_sums(store: Store, payment: Record, body: Record) -> None:
    earlier = [one for one in store.all("refund", owner=payment["key"]) if one["status"] != "CLOSED"]
    if body["amount"]["total"] != payment["request"]["amount"]["total"]:
        raise Refused(400, "INVALID_REQUEST", "退款申请中的原订单金额与订单实际金额不一致")
    if sum(one["refund_fen"] for one in earlier) + body["amount"]["refund"] > body["amount"]["total"]:
        raise Refused(400, "INVALID_REQUEST", "申请退款金额大于订单可退金额")
    if len(earlier) >= MOST_REFUNDS:
        raise Refused(403, "RULE_LIMIT", "一笔订单最多支持50次部分退款")
    gap_s = here().settings["refund_gap_s"]
    if earlier and now_s() - max(one["created_s"] for one in earlier) < gap_s:
        raise Refused(429, "FREQUENCY_LIMITED", "同一笔订单的多次退款需间隔1分钟以上")


def _accept(store: Store, payment: Record, body: Record) -> Record:
    refund = {
        "key": refund_key(g.merchant["mchid"], body["out_refund_no"]),
        "payment": payment["key"],
        "mchid": g.merchant["mchid"],
        "parties": {name: value for name, value in till.parties(payment).items() if "mchid" in name},
        "refund_id": f"5030{secrets.randbelow(10**24):024d}",
        "out_refund_no": body["out_refund_no"],
        "transaction_id": payment["transaction_id"],
        "out_trade_no": payment["request"]["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "status": "PROCESSING",
        "created_s": now_s(),
        "total_fen": body["amount"]["total"],
        "refund_fen": body["amount"]["refund"],
        "reason": body.get("reason", ""),
        "notify_url": body.get("notify_url", ""),
    }
    store.put("refund", refund["key"], refund, owner=payment["key"])
    store.put("refund_id", refund["refund_id"], {"refund": refund["key"]})
    payment["state"] = "REFUND"
    store.put("payment", payment["key"], payment)
    return refund


@bp.post("")
def refund() -> Response:
    body = json_body()
    check(body, REFUND)
    if body.get("notify_url"):
        check_notify_url(body["notify_url"])
    sandbox = here()
    store = sandbox.store
    with store.transaction():
        payment = _paid(store, body)
        known = store.get("refund", refund_key(g.merchant["mchid"], body["out_refund_no"]))
        if known is not None:
            return answer(till.refund_answer(_repeated(known, body)))
        _check_sums(store, payment, body)
        accepted = _accept(store, payment, body)
    if sandbox.settings["refund_outcome"] != "PROCESSING":
        plan_settlement(sandbox, accepted)
    return answer(till.refund_answer(accepted))


def plan_settlement(sandbox: Sandbox, refund: Record) -> None:
    """Let the refund end as the settings say, after the delay they say."""
    outcome = sandbox.settings["refund_outcome"]
    due_s = now_s() + sandbox.settings["refund_delay_s"]
    sandbox.timetable.at(due_s, settle, sandbox, refund["key"], outcome)


def settle(sandbox: Sandbox, key: str, status: str) -> Record | None:
    """The refund ends as SUCCESS, ABNORMAL or CLOSED, and says so. Safe to repeat: an ended one stays as it is."""
    with sandbox.store.transaction():
        refund = sandbox.store.get("refund", key)
        if refund is None or refund["status"] in {"SUCCESS", "CLOSED"} or refund["status"] == status:
            return refund
        refund["status"] = status
        if status == "SUCCESS":
            refund["success_s"] = now_s()
        sandbox.store.put("refund", key, refund)
        payment = sandbox.store.get("payment", refund["payment"])
    if refund["notify_url"] and payment is not None:
        body = till.refund_notice(refund)
        sandbox.courier.announce(payment, f"REFUND.{status}", body, notify_url=refund["notify_url"])
    return refund


@bp.get("/<out_refund_no>")
def query(out_refund_no: str) -> Response:
    found = here().store.get("refund", refund_key(g.merchant["mchid"], out_refund_no))
    if found is None or found["parties"].get("sub_mchid") != request.args.get("sub_mchid"):
        raise Refused(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
    return answer(till.refund_answer(found))


@bp.post("/<refund_id>/apply-abnormal-refund")
def apply_abnormal(refund_id: str) -> Response:
    body = json_body()
    link = here().store.get("refund_id", refund_id)
    found: dict[str, Any] | None = here().store.get("refund", link["refund"]) if link else None
    if found is None or found["mchid"] != g.merchant["mchid"] or body.get("out_refund_no") != found["out_refund_no"]:
        raise Refused(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
    if found["status"] != "ABNORMAL":
        raise Refused(400, "INVALID_REQUEST", "退款单状态不是退款异常，无法发起异常退款")
    sandbox: Sandbox = current_app.extensions["sandbox"]
    sandbox.timetable.at(
        now_s() + sandbox.settings["refund_delay_s"],
        settle,
        sandbox,
        found["key"],
        "SUCCESS",
    )
    return answer(till.refund_answer({**found, "status": "PROCESSING"}))


def resume(sandbox: Sandbox) -> None:
    """After a restart: refunds that an earlier run left in PROCESSING end too."""
    if sandbox.settings["refund_outcome"] == "PROCESSING":
        return
    for refund in sandbox.store.all("refund"):
        if refund["status"] == "PROCESSING":
            plan_settlement(sandbox, refund)
