"""Switches, faults, expiring tokens, starting over."""

from __future__ import annotations

from flask import Blueprint

from sandbox.clock import now_s
from sandbox.control.asking import asked, refuse
from sandbox.faults import WISHES
from sandbox.here import here
from sandbox.store import Record

bp = Blueprint("steer", __name__)

TOKENS = {
    "app": ("access_token", "appid"),
    "web": ("web_token", "appid"),
    "taobao": ("taobao_shop_session", "app_key"),
    "jd": ("jd_shop_session", "app_key"),
}
HAPPENED = [
    "payment",
    "prepay",
    "transaction",
    "refund",
    "refund_id",
    "notice",
    "bill",
    "bill_wish",
    "message",
    "message_once",
    "interaction",
    "sms",
    "trade",
    "trade_refund",
    "jd_order",
    "parcel",
    "oauth_code",
    "stock_push",
]
ACCOUNTS = [
    "app",
    "merchant",
    "taobao_shop",
    "taobao_shop_session",
    "jd_shop",
    "jd_shop_session",
    "sms_account",
    "carrier_account",
    "taobao_item",
    "jd_ware",
    "jd_sku",
    "taobao_refresh",
    "jd_refresh",
    "access_token",
    "current_token",
    "ticket",
    "web_token",
    "web_refresh",
    "forced",
    "person",
    "openid",
    "subscription",
    "calls",
]


@bp.get("/settings")
def settings() -> Record:
    """Every switch."""
    return here().settings.all()


@bp.put("/settings")
def change_settings() -> Record:
    """Set some switches."""
    try:
        here().settings.change(asked())
    except KeyError as error:
        refuse(f"no such setting: {error.args[0]}")
    return settings()


@bp.get("/faults")
def faults() -> Record:
    """The faults in force."""
    return {"faults": here().faults.all()}


@bp.post("/faults")
def add_fault() -> Record:
    """{path, api?, times?, delay_s?, status?, body?, drop?, code?, message?, sub_code?, spoil_signature?}"""
    body = asked()
    if not any(body.get(name) for name in WISHES):
        refuse(f"one of {', '.join(WISHES)} is needed")
    return here().faults.add(body)


@bp.delete("/faults", defaults={"fault_id": None})
@bp.delete("/faults/<fault_id>")
def remove_fault(fault_id: str | None) -> Record:
    """Take away one fault, or all."""
    here().faults.remove(fault_id)
    return faults()


@bp.post("/tokens/expire")
def expire_tokens() -> Record:
    """{kind: app|web|taobao|jd, account (appid or app_key), in_s?}: its tokens end now, or in so many seconds."""
    body = asked("kind", "account")
    if body["kind"] not in TOKENS:
        refuse(f"kind must be one of {', '.join(TOKENS)}")
    kind, field = TOKENS[body["kind"]]
    store, ends_s, count = here().store, now_s() + float(body.get("in_s") or 0), 0
    with store.transaction():
        for key, token in store.keyed(kind):
            if token[field] == body["account"]:
                store.put(kind, key, token | {"expires_s": ends_s})
                count += 1
    return {"expired": count}


@bp.post("/reset")
def reset() -> Record:
    """Forget what happened, with faults, steering and switches; {accounts: true} forgets the accounts as well."""
    sandbox = here()
    sandbox.timetable.clear()
    sandbox.faults.remove()
    sandbox.settings.reset()
    everything = bool(asked().get("accounts"))
    sandbox.store.forget([*HAPPENED, "steering", *(ACCOUNTS if everything else [])])
    return {"reset": "everything" if everything else "what happened"}
