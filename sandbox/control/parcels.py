"""Parcels on their way, and what people did in WeChat."""

from __future__ import annotations

import secrets

from flask import Blueprint

from sandbox import carrier
from sandbox.clock import now_s
from sandbox.control.asking import asked, refuse
from sandbox.here import here
from sandbox.messages import ALLOWANCES
from sandbox.people import openid_of, person
from sandbox.store import Record

bp = Blueprint("parcels", __name__)


@bp.get("/parcels")
def parcels() -> Record:
    """Every parcel with its nodes, and every subscription with its pushes."""
    return {
        "parcels": here().store.all("parcel"),
        "subscriptions": here().store.all("subscription"),
    }


@bp.post("/parcels/<company>/<number>/advance")
def advance(company: str, number: str) -> Record:
    """The next step (collected, moved, arrived, out for delivery, signed), or {state, status, text, place}."""
    if company not in carrier.COURIERS:
        refuse(f"company must be one of {', '.join(carrier.COURIERS)}")
    return carrier.advance(here(), company, number, asked())


@bp.post("/interactions")
def interact() -> Record:
    """{appid, person, action: message|menu|follow|scan|pay}: what allows customer-service messages."""
    body = asked("appid", "person", "action")
    if body["action"] not in ALLOWANCES:
        refuse(f"action must be one of {', '.join(ALLOWANCES)}")
    someone = person(here().store, body["person"]) or refuse("no such person", 404)
    kept = {
        "appid": body["appid"],
        "person": someone["id"],
        "action": body["action"],
        "at_s": now_s(),
        "sent": 0,
    }
    here().store.put("interaction", secrets.token_hex(8), kept)
    return kept | {"openid": openid_of(here().store, body["appid"], someone["id"])}
