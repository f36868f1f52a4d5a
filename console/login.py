"""Operators sign in: password and second factor, always both."""

import time
from typing import Any

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from console.access import TOKEN, anyone, browser
from kernel.db import reading, transaction
from kernel.errors import Invalid, ShopError
from tenants import doorkeeper, logins
from tenants.logins import TooManyTries
from web.render import page

bp = Blueprint("console_login", __name__, url_prefix="/console")
PENDING = "operator_pending"
PENDING_S = 300
Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@bp.get("/login")
@anyone
def show() -> Answer:
    """The first step."""
    return page("console/login.html", step="password", login="", error=None)


@bp.post("/login")
@anyone
def enter() -> Answer:
    """The same answer, in the same time, for a wrong password and an unknown account."""
    account = request.form.get("login", "").strip().lower()[:200]
    try:
        _count_try(account)
        with reading():
            person = logins.operator_with_password(account, request.form.get("password", "")[:200])
    except ShopError as error:
        return _refused("password", error, account)
    session.clear()
    session[PENDING] = {"id": person.id, "login": account, "at": int(time.time())}
    return redirect("/console/login/code", code=303)


@bp.get("/login/code")
@anyone
def ask_code() -> Answer:
    """The second step."""
    if _pending() is None:
        return redirect("/console/login")
    return page("console/login.html", step="code", login="", error=None)


@bp.post("/login/code")
@anyone
def take_code() -> Answer:
    """A code works once."""
    pending = _pending()
    if pending is None:
        return redirect("/console/login")
    try:
        _count_try(pending["login"])
        with transaction():
            logins.use_operator_code(pending["id"], request.form.get("code", ""))
            logins.forgive(f"operator:{pending['login']}")
            token = logins.open_for_operator(pending["id"], browser())
    except ShopError as error:
        return _refused("code", error, "")
    session.clear()
    session[TOKEN] = token
    return redirect("/console/", code=303)


@bp.post("/logout")
@anyone
def leave() -> Answer:
    """End this browser's login."""
    with transaction():
        here = doorkeeper.operator_of(str(session.get(TOKEN, "")))
        if here is not None:
            logins.end(here.login_id)
    session.clear()
    return redirect("/console/login", code=303)


def _count_try(account: str) -> None:
    with transaction():
        logins.admit(f"operator:{account}", browser().address)


def _pending() -> dict[str, Any] | None:
    pending = session.get(PENDING)
    return pending if isinstance(pending, dict) and time.time() - pending["at"] <= PENDING_S else None


def _refused(step: str, error: ShopError, account: str) -> Answer:
    body = page("console/login.html", step=step, login=account, error=error.message)
    if isinstance(error, TooManyTries):
        return body, 429, {"Retry-After": str(error.wait_s)}
    return body, 422 if isinstance(error, Invalid) else 409
