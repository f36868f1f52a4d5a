"""What happened: payments, messages, text messages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from sandbox.control.asking import refuse
from sandbox.here import here
from sandbox.pay import till
from sandbox.store import Record

bp = Blueprint("watch", __name__)


def _filtered(kind: str, names: tuple[str, ...]) -> list[Record]:
    wanted = {name: request.args[name] for name in names if request.args.get(name)}
    found = here().store.all(kind)
    return [one for one in found if all(str(one.get(name)) == value for name, value in wanted.items())]


def shown_payment(payment: Record) -> Record:
    """A payment as the lists show it."""
    ordered: dict[str, Any] = payment["request"]
    prepays = here().store.all("prepay", owner=payment["key"])
    return {
        "mchid": payment["mchid"],
        "out_trade_no": ordered["out_trade_no"],
        "transaction_id": payment.get("transaction_id"),
        "trade_state": till.state_of(payment),
        "total_fen": ordered["amount"]["total"],
        "description": ordered["description"],
        "payer": ordered["payer"],
        "prepay_ids": [one["prepay_id"] for one in prepays],
        "created_s": payment["created_s"],
        "paid_s": payment.get("paid_s"),
        "request": ordered,
    }


@bp.get("/payments")
def payments() -> Record:
    """Filters: mchid, out_trade_no, trade_state."""
    mchid, number = request.args.get("mchid"), request.args.get("out_trade_no")
    if mchid and number:
        one = here().store.get("payment", till.payment_key(mchid, number))
        return {"payments": [shown_payment(one)] if one else []}
    found = [shown_payment(one) for one in here().store.all("payment", owner=mchid)]
    wanted = {name: request.args[name] for name in ("out_trade_no", "trade_state") if request.args.get(name)}
    return {"payments": [one for one in found if all(one[name] == value for name, value in wanted.items())]}


@bp.post("/payments/<mchid>/<out_trade_no>/pay")
def pay(mchid: str, out_trade_no: str) -> Record:
    """Pay an order by its number, as a shopper would."""
    try:
        return shown_payment(till.pay(here(), till.payment_key(mchid, out_trade_no)))
    except till.CannotPay as error:
        return refuse(str(error), 409)


@bp.get("/messages")
def messages() -> Record:
    """Template and customer-service messages; filters: appid, person, openid, kind."""
    return {"messages": _filtered("message", ("appid", "person", "openid", "kind"))}


@bp.get("/sms")
def sms() -> Record:
    """Sent text messages with their parameters; filters: phone, template."""
    return {"sms": _filtered("sms", ("phone", "template"))}


@bp.get("/health")
def health() -> Record:
    """Answers as soon as the sandbox serves."""
    return {"ok": True}
