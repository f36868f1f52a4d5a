"""The page for people: what happened at the vendors, with buttons to make more happen."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.here import here
from sandbox.oauth import COOKIE
from sandbox.people import all_people, person

bp = Blueprint("page", __name__)


@bp.get("/")
def home() -> AnyResponse:
    """Payments, messages, codes, remote stock and orders at one glance."""
    return make_response(
        render_template("home.html", people=all_people(here().store)[:12])
    )


@bp.get("/sandbox/person/<person_id>")
def become(person_id: str) -> AnyResponse:
    """This browser's WeChat now belongs to that person."""
    response = redirect("/")
    someone = person(here().store, person_id)
    if someone is not None:
        response.set_cookie(
            COOKIE, someone["id"], max_age=30 * 86400, samesite="Lax", httponly=True
        )
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
    response = make_response(
        render_template("avatar.svg", letter=someone["nickname"][-1], hue=hue)
    )
    response.content_type = "image/svg+xml"
    return response
