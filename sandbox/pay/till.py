"""The till: payments and what happens to them. Everything that changes a payment is here."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.clock import beijing_text, from_rfc3339, now_s, rfc3339
from sandbox.here import Sandbox
from sandbox.people import openid_of
from sandbox.store import Record, Store

PREPAY_LIFE_S = 7200
ORDER_LIFE_S = 7 * 86400
DESCRIPTIONS = {
    "SUCCESS": "支付成功",
    "REFUND": "转入退款",
    "NOTPAY": "订单未支付",
    "CLOSED": "订单已关闭",
}


class CannotPay(Exception):
    """The sheet cannot take this payment; the text is shown to the shopper."""


def payment_key(mchid: str, out_trade_no: str) -> str:
    """One out_trade_no per merchant (partner mode: per service provider)."""
    return f"{mchid}|{out_trade_no}"


def _stamp() -> str:
    return beijing_text(now_s()).translate({ord(mark): None for mark in "- :"})


def new_prepay(store: Store, payment: Record) -> str:
    """A fresh prepay_id of the payment, good for two hours."""
    prepay_id = f"wx{_stamp()}{secrets.token_hex(10)}"
    body = {"prepay_id": prepay_id, "payment": payment["key"], "at_s": now_s()}
    store.put("prepay", prepay_id, body, owner=payment["key"])
    return prepay_id


def state_of(payment: Record) -> str:
    """The trade_state; unpaid orders close by themselves after seven days."""
    if payment["state"] == "NOTPAY" and now_s() - payment["created_s"] > ORDER_LIFE_S:
        return "CLOSED"
    return str(payment["state"])


def of_transaction(store: Store, transaction_id: str) -> Record | None:
    """The payment with WeChat's own number."""
    link = store.get("transaction", transaction_id)
    return store.get("payment", link["payment"]) if link else None


def of_prepay(store: Store, prepay_id: str) -> Record | None:
    """The payment behind a prepay_id that is still good."""
    prepay = store.get("prepay", prepay_id)
    if prepay is None or now_s() - prepay["at_s"] > PREPAY_LIFE_S:
        return None
    return store.get("payment", prepay["payment"])


def _refuse_unpayable(payment: Record) -> None:
    state = state_of(payment)
    if state in {"SUCCESS", "REFUND"}:
        raise CannotPay("该订单已支付")
    if state == "CLOSED":
        raise CannotPay("订单已关闭")
    expire = payment["request"].get("time_expire")
    if expire and now_s() > max(from_rfc3339(expire), payment["created_s"] + 60):
        raise CannotPay("订单已超过支付有效期")


def _refuse_other_person(sandbox: Sandbox, payment: Record, person: str | None) -> None:
    if person is None:
        return
    appid = payment["request"].get("appid") or payment["request"].get("sub_appid") or payment["request"]["sp_appid"]
    if openid_of(sandbox.store, appid, person) not in payment["request"]["payer"].values():
        raise CannotPay("当前支付账号与下单账号不一致")


def pay(sandbox: Sandbox, payment_key_: str, *, person: str | None = None) -> Record:
    """The shopper confirmed: the payment is a success and its notice goes out.

    Safe to repeat: paying twice raises CannotPay and sends nothing.
    """
    store = sandbox.store
    with store.transaction():
        payment = store.get("payment", payment_key_)
        if payment is None:
            raise CannotPay("订单不存在")
        _refuse_unpayable(payment)
        _refuse_other_person(sandbox, payment, person)
        payment["state"] = "SUCCESS"
        payment["paid_s"] = now_s()
        payment["transaction_id"] = f"4200{_stamp()}{secrets.randbelow(10**10):010d}"
        store.put("payment", payment_key_, payment)
        store.put("transaction", payment["transaction_id"], {"payment": payment_key_})
    sandbox.courier.announce(payment, "TRANSACTION.SUCCESS", transaction(payment))
    return payment


def parties(payment: Record) -> Record:
    """The appid and mchid fields of the mode the order was placed in."""
    names = ("appid", "mchid", "sp_appid", "sp_mchid", "sub_appid", "sub_mchid")
    return {name: payment["request"][name] for name in names if name in payment["request"]}


def transaction(payment: Record) -> Record:
    """The transaction object of queries and notices."""
    request, state = payment["request"], state_of(payment)
    amount: Record = {"total": request["amount"]["total"], "currency": "CNY"}
    body: Record = {**parties(payment), "out_trade_no": request["out_trade_no"]}
    body |= {
        "trade_state": state,
        "trade_state_desc": DESCRIPTIONS[state],
        "amount": amount,
    }
    if payment.get("transaction_id"):
        amount |= {"payer_total": amount["total"], "payer_currency": "CNY"}
        body |= {
            "transaction_id": payment["transaction_id"],
            "trade_type": "JSAPI",
            "bank_type": "OTHERS",
            "attach": request.get("attach", ""),
            "success_time": rfc3339(payment["paid_s"]),
            "payer": request["payer"],
        }
    return body


def refund_answer(refund: Record) -> Record:
    """The refund object of API answers, with `status`."""
    names = (
        "refund_id",
        "out_refund_no",
        "transaction_id",
        "out_trade_no",
        "channel",
        "user_received_account",
    )
    body: dict[str, Any] = {name: refund[name] for name in names}
    body |= {
        "create_time": rfc3339(refund["created_s"]),
        "status": refund["status"],
        "funds_account": "AVAILABLE",
    }
    if refund.get("success_s"):
        body["success_time"] = rfc3339(refund["success_s"])
    total, part = refund["total_fen"], refund["refund_fen"]
    body["amount"] = {
        "total": total,
        "refund": part,
        "payer_total": total,
        "payer_refund": part,
        "settlement_refund": part,
        "settlement_total": total,
        "discount_refund": 0,
        "currency": "CNY",
        "refund_fee": 0,
        "from": [],
    }
    return body


def refund_notice(refund: Record) -> Record:
    """The refund object of notices, with `refund_status`."""
    names = (
        "transaction_id",
        "out_trade_no",
        "refund_id",
        "out_refund_no",
        "user_received_account",
    )
    body: dict[str, Any] = {
        **refund["parties"],
        **{name: refund[name] for name in names},
    }
    body["refund_status"] = refund["status"]
    if refund.get("success_s"):
        body["success_time"] = rfc3339(refund["success_s"])
    total, part = refund["total_fen"], refund["refund_fen"]
    body["amount"] = {
        "total": total,
        "refund": part,
        "payer_total": total,
        "payer_refund": part,
    }
    return body
