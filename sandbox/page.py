"""The page for people: what happened at the vendors, with buttons to make more happen."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.control.watch import shown_payment
from sandbox.here import here
from sandbox.oauth import COOKIE
from sandbox.people import all_people, person
from sandbox.remote import jd_shop_floor, tmall_shelf
from sandbox.store import Record

bp = Blueprint("page", __name__)

SHOWN = 12


@bp.get("/")
def home() -> AnyResponse:
    """Payments, messages, codes, remote stock and orders at one glance."""
    return make_response(render_template("home.html", people=all_people(here().store)[:12]))


def _newest(kind: str) -> list[Record]:
    return here().store.all(kind, newest=SHOWN)


def _stock() -> list[Record]:
    """Quantities per shop of both marketplaces."""
    boards: list[Record] = []
    for vendor, floor, words in (
        ("taobao", tmall_shelf, "天猫"),
        ("jd", jd_shop_floor, "京东"),
    ):
        for shop in here().store.all(f"{vendor}_shop"):
            rows = list(floor.stock(here(), shop["app_key"]).items())
            title = f"{words} · {shop.get('nick') or shop.get('name')}"
            if rows:
                boards.append(
                    {
                        "vendor": vendor,
                        "app_key": shop["app_key"],
                        "title": title,
                        "rows": rows,
                    }
                )
    return boards


@bp.get("/sandbox/page.json")
def boards() -> Record:
    """What the page shows, the latest first."""
    return {
        "person": request.cookies.get(COOKIE) or here().settings["default_person"],
        "sms": _newest("sms"),
        "payments": [shown_payment(one) for one in _newest("payment")],
        "notices": [{k: v for k, v in one.items() if k not in ("last_sent", "plaintext")} for one in _newest("notice")],
        "refunds": _newest("refund"),
        "messages": _newest("message"),
        "taobao_orders": _newest("trade"),
        "jd_orders": _newest("jd_order"),
        "parcels": _newest("parcel"),
        "stock": _stock(),
    }


@bp.get("/sandbox/person/<person_id>")
def become(person_id: str) -> AnyResponse:
    """This browser's WeChat now belongs to that person."""
    response = redirect("/")
    someone = person(here().store, person_id)
    if someone is not None:
        response.set_cookie(COOKIE, someone["id"], max_age=30 * 86400, samesite="Lax", httponly=True)
    return response


@bp.get("/sandbox/whoami")
def whoami() -> dict[str, str | None]:
    """The test person of this browser."""
    return {"person": request.cookies.get(COOKIE) or here().settings["default_person"]}


@bp.get("/sandbox/avatar/<person_id>/<int:_size>")
def avatar(person_id: str, _size: int) -> AnyResponse:
    """A round picture with the first character of the name."""
    someone = person(here().store, person_id) or {"nickname": "?"}
    hue = sum(map(ord, person_id)) * 37 % 360
    response = make_response(render_template("avatar.svg", letter=someone["nickname"][-1], hue=hue))
    response.content_type = "image/svg+xml"
    return response
