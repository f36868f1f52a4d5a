"""Bills that do not say what happened: seeded differences, for those who must find them."""

from __future__ import annotations

import secrets

from flask import Blueprint

from sandbox.control.asking import asked, refuse
from sandbox.here import here
from sandbox.store import Record

bp = Blueprint("bills", __name__)

KINDS = ("missing", "doubled", "amount", "state", "foreign", "fee")
BILLS = ("trade", "fund")


@bp.post("/bills/differences")
def add_difference() -> Record:
    """{mchid, bill: trade|fund, kind: missing|doubled|amount|state|foreign|fee, number?, fen?}

    number: the out_trade_no or out_refund_no of the line; for foreign "refund" makes it one. fen: how much the
    amount or the fee is off, or how much the foreign line is about.
    """
    body = asked("mchid", "bill", "kind")
    if body["kind"] not in KINDS or body["bill"] not in BILLS:
        refuse(f"kind must be one of {', '.join(KINDS)}, bill one of {', '.join(BILLS)}")
    if body["kind"] != "foreign" and not body.get("number"):
        refuse("number is missing")
    wish = {name: body.get(name) for name in ("bill", "kind", "number", "fen")}
    here().store.put("bill_wish", secrets.token_hex(8), wish, owner=body["mchid"])
    return differences()


@bp.get("/bills/differences")
def differences() -> Record:
    """What is seeded."""
    return {"differences": here().store.all("bill_wish")}


@bp.delete("/bills/differences")
def remove_differences() -> Record:
    """Bills say the truth again."""
    here().store.forget(["bill_wish"])
    return differences()
