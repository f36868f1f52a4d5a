"""Notices and refunds: watch them, release, send again, forge."""

from __future__ import annotations

import random
from typing import Any

from flask import Blueprint, request

from sandbox.control.asking import asked, refuse
from sandbox.here import here
from sandbox.pay import forgery, refunds, steering, till
from sandbox.pay.letters import SUMMARIES
from sandbox.store import Record

bp = Blueprint("notices", __name__)


def _chosen(filters: Any) -> list[Record]:
    names = ("id", "mchid", "out_trade_no", "event_type", "state")
    wanted = {name: filters[name] for name in names if filters.get(name)}
    found = here().store.all("notice")
    return [one for one in found if all(one.get(name) == value for name, value in wanted.items())]


@bp.get("/notices")
def notices() -> Record:
    """Filters: id, mchid, out_trade_no, event_type, state."""
    return {"notices": [{k: v for k, v in one.items() if k != "last_sent"} for one in _chosen(request.args)]}


@bp.post("/notices/release")
def release() -> Record:
    """Let held notices go: {mchid|out_trade_no|event_type|id, order: oldest|newest|shuffle}."""
    body = asked()
    chosen = [one for one in _chosen(body) if one["state"] in ("held", "gathering")]
    if body.get("order") == "newest":
        chosen.reverse()
    elif body.get("order") == "shuffle":
        random.shuffle(chosen)
    here().courier.release(chosen)
    return {"released": [one["id"] for one in chosen]}


@bp.post("/notices/<notice_id>/resend")
def resend(notice_id: str) -> Record:
    """Send a notice again now, `copies` at once; the HTTP statuses of the answers."""
    notice = here().store.get("notice", notice_id) or refuse("no such notice", 404)
    return {"statuses": here().courier.send_many(notice, int(asked().get("copies") or 1))}


@bp.post("/notices/forge")
def forge() -> Record:
    """Send a forged notice about an order now: {mchid, out_trade_no, kind, event_type?}; the answer's status.

    Works on unpaid orders too: the forger claims that they were paid.
    """
    body = asked("mchid", "out_trade_no", "kind")
    if body["kind"] not in forgery.KINDS:
        refuse(f"kind must be one of {', '.join(forgery.KINDS)}")
    sandbox = here()
    payment = sandbox.store.get("payment", till.payment_key(body["mchid"], body["out_trade_no"]))
    if payment is None:
        refuse("no such payment", 404)
    event = body.get("event_type") or "TRANSACTION.SUCCESS"
    if event not in SUMMARIES:
        refuse(f"event_type must be one of {', '.join(SUMMARIES)}")
    notice = _claimed(payment, event)
    notice["state"] = "forged"
    sandbox.store.put("notice", notice["id"], notice, owner=payment["key"])
    status = sandbox.courier.send(notice, kind=body["kind"])
    kept = sandbox.store.get("notice", notice["id"]) or notice
    return {"status": status, "notice_id": notice["id"], "attempts": kept["attempts"]}


def _claimed(payment: Record, event: str) -> Record:
    """A notice about the payment as the forger wants it to look; a genuine earlier one lends its letter to a replay."""
    sandbox = here()
    earlier = [one for one in sandbox.store.all("notice", owner=payment["key"]) if one["event_type"] == event]
    if event.startswith("REFUND"):
        last = sandbox.store.all("refund", owner=payment["key"])[-1:] or refuse("no refund to talk about", 404)
        plaintext, url = (
            till.refund_notice(last[0] | {"status": event[7:]}),
            last[0]["notify_url"],
        )
    else:
        made_up = {
            "state": "SUCCESS",
            "paid_s": payment["created_s"],
            "transaction_id": "4200" + "7" * 24,
        }
        plaintext, url = (
            till.transaction(made_up | payment | {"state": "SUCCESS"}),
            payment["request"]["notify_url"],
        )
    notice = sandbox.courier.new_notice(payment, event, plaintext, url)
    sent = [one["last_sent"] for one in earlier if one.get("last_sent")]
    if sent:
        notice["last_sent"] = sent[-1]
    return notice


@bp.get("/forgeries")
def kinds() -> Record:
    """The kinds of forged notices."""
    return {"kinds": list(forgery.KINDS)}


@bp.post("/steering")
def add_rule() -> Record:
    """A rule: action, filters mchid, out_trade_no and event_type, and count, times, seconds, kind as it needs."""
    try:
        return steering.new_rule(here().store, asked("action"))
    except steering.BadRule as error:
        return refuse(str(error))


@bp.get("/steering")
def rules() -> Record:
    """The rules in force."""
    return {"rules": here().store.all("steering")}


@bp.delete("/steering", defaults={"rule_id": None})
@bp.delete("/steering/<rule_id>")
def remove_rule(rule_id: str | None) -> Record:
    """Take away one rule, or all."""
    if rule_id is None:
        here().store.forget(["steering"])
    else:
        here().store.delete("steering", rule_id)
    return rules()


@bp.get("/refunds")
def all_refunds() -> Record:
    """Filters: mchid, out_trade_no, out_refund_no, status."""
    names = ("mchid", "out_trade_no", "out_refund_no", "status")
    wanted = {name: request.args[name] for name in names if request.args.get(name)}
    found = here().store.all("refund")
    return {"refunds": [one for one in found if all(one[name] == value for name, value in wanted.items())]}


@bp.post("/refunds/<refund_id>/settle")
def settle(refund_id: str) -> Record:
    """End a refund: {status: SUCCESS|ABNORMAL|CLOSED}."""
    status = asked("status")["status"]
    if status not in ("SUCCESS", "ABNORMAL", "CLOSED"):
        refuse("status must be SUCCESS, ABNORMAL or CLOSED")
    link = here().store.get("refund_id", refund_id) or refuse("no such refund", 404)
    return refunds.settle(here(), link["refund"], status) or refuse("no such refund", 404)
