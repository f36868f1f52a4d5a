"""Money that moved before the sandbox was started: a platform remembers what it was paid, also last month."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from sandbox.control.asking import asked, refuse
from sandbox.here import here
from sandbox.pay.refunds import refund_key
from sandbox.pay.till import payment_key
from sandbox.store import Record, Store

bp = Blueprint("past", __name__)


@bp.post("/past")
def remember() -> Record:
    """{mchid, appid, payments: [{number, transaction_id, total_fen, openid, description, at_s}],
    refunds: [{number, refund_id, payment_number, refund_fen, at_s}]}

    All of it has gone through; no notice goes out. Safe to repeat.
    """
    body = asked("mchid", "appid")
    store = here().store
    if store.get("merchant", body["mchid"]) is None:
        refuse("no such merchant", 404)
    with store.transaction():
        for told in body.get("payments") or []:
            _payment(store, body, told)
        for told in body.get("refunds") or []:
            _refund(store, body, told)
    return {"payments": len(body.get("payments") or []), "refunds": len(body.get("refunds") or [])}


def _payment(store: Store, of: Record, told: dict[str, Any]) -> None:
    key = payment_key(of["mchid"], told["number"])
    request = {
        "appid": of["appid"], "mchid": of["mchid"], "out_trade_no": told["number"], "description": told["description"],
        "amount": {"total": told["total_fen"], "currency": "CNY"}, "payer": {"openid": told["openid"]},
    }  # fmt: skip
    payment = {
        "key": key, "mchid": of["mchid"], "request": request, "state": "SUCCESS", "created_s": told["at_s"],
        "paid_s": told["at_s"], "transaction_id": told["transaction_id"],
    }  # fmt: skip
    store.put("payment", key, payment, owner=of["mchid"])
    store.put("transaction", told["transaction_id"], {"payment": key})


def _refund(store: Store, of: Record, told: dict[str, Any]) -> None:
    payment = store.get("payment", payment_key(of["mchid"], told["payment_number"]))
    if payment is None:
        refuse(f"no payment {told['payment_number']}", 404)
    key = refund_key(of["mchid"], told["number"])
    refund = {
        "key": key, "payment": payment["key"], "mchid": of["mchid"], "parties": {"mchid": of["mchid"]},
        "refund_id": told["refund_id"], "out_refund_no": told["number"], "transaction_id": payment["transaction_id"],
        "out_trade_no": told["payment_number"], "channel": "ORIGINAL", "user_received_account": "支付用户零钱",
        "status": "SUCCESS", "created_s": told["at_s"], "success_s": told["at_s"],
        "total_fen": payment["request"]["amount"]["total"], "refund_fen": told["refund_fen"], "reason": "",
        "notify_url": "",
    }  # fmt: skip
    store.put("refund", key, refund, owner=payment["key"])
    store.put("refund_id", told["refund_id"], {"refund": key})
    store.put("payment", payment["key"], payment | {"state": "REFUND"})
