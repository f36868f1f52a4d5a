"""Signing in to the merchant admin: password, then the second factor; owners without one set it up first."""

import time
from typing import Any

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from admin import second_factor
from admin.access import TOKEN, anyone, browser
from kernel.db import reading, transaction
from kernel.errors import Invalid, ShopError
from tenants import doorkeeper, logins
from tenants.logins import TooManyTries
from web.forms import own_path
from web.render import page

bp = Blueprint("admin_login", __name__, url_prefix="/admin")
PENDING = "login_pending"
PENDING_S = 600
Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@bp.get("/login")
@anyone
def show() -> Answer:
    """The login form; someone already signed in goes on."""
    back = own_path(request.args.get("next"), "/admin/")
    with reading():
        if doorkeeper.merchant_of(str(session.get(TOKEN, ""))):
            return redirect(back)
    return page("admin/login/password.html", back=back, login="", error=None, notice=request.args.get("notice"))


@bp.post("/login")
@anyone
def enter() -> Answer:
    """First step. The same answer, in the same time, for a wrong password and an unknown account."""
    account = request.form.get("login", "").strip().lower()[:200]
    back = own_path(request.form.get("next"), "/admin/")
    try:
        person = _prove_password(account)
    except ShopError as error:
        return _refused("admin/login/password.html", error, back=back, login=account, notice=None)
    with reading():
        must_set_up = person.totp_sealed is None and logins.needs_second_factor(person.id)
    if person.totp_sealed is None and not must_set_up:
        return _sign_in(person.id, account, back)
    session.clear()
    step = "setup" if must_set_up else "code"
    session[PENDING] = {"id": person.id, "login": account, "next": back, "step": step, "at": int(time.time())}
    return redirect(f"/admin/login/{step}", code=303)


@bp.get("/login/code")
@anyone
def ask_code() -> Answer:
    """Second step: the six figures of the authenticator."""
    if _pending("code") is None:
        return redirect("/admin/login")
    return page("admin/login/code.html", error=None)


@bp.post("/login/code")
@anyone
def take_code() -> Answer:
    """A code works once, also within its half minute."""
    pending = _pending("code")
    if pending is None:
        return redirect("/admin/login")
    try:
        _count_try(pending["login"])
        with transaction():
            logins.use_staff_code(pending["id"], request.form.get("code", ""))
    except ShopError as error:
        return _refused("admin/login/code.html", error)
    return _sign_in(pending["id"], pending["login"], pending["next"])


@bp.get("/login/setup")
@anyone
def show_setup() -> Answer:
    """An owner's first login: scan the picture."""
    pending = _pending("setup")
    if pending is None:
        return redirect("/admin/login")
    return page("admin/login/setup.html", setup=second_factor.begin(pending["login"]), error=None)


@bp.post("/login/setup")
@anyone
def take_setup() -> Answer:
    """The first code proves that the phone knows the secret."""
    pending = _pending("setup")
    if pending is None:
        return redirect("/admin/login")
    try:
        _count_try(pending["login"])
        with transaction():
            logins.set_second_factor(pending["id"], second_factor.waiting_secret(), request.form.get("code", ""))
    except ShopError as error:
        return _refused("admin/login/setup.html", error, setup=second_factor.begin(pending["login"]))
    return _sign_in(pending["id"], pending["login"], pending["next"])


@bp.post("/logout")
@anyone
def leave() -> Answer:
    """End this browser's login, whoever it belongs to."""
    with transaction():
        here = doorkeeper.merchant_of(str(session.get(TOKEN, "")))
        if here is not None:
            logins.end(here.login_id)
    session.clear()
    return redirect("/admin/login?notice=left", code=303)


def _prove_password(account: str) -> Any:
    _count_try(account)
    with reading():
        return logins.staff_with_password(account, request.form.get("password", "")[:200])


def _count_try(account: str) -> None:
    with transaction():
        logins.admit(account, browser().address)


def _pending(step: str) -> dict[str, Any] | None:
    pending = session.get(PENDING)
    if not isinstance(pending, dict) or pending["step"] != step or time.time() - pending["at"] > PENDING_S:
        return None
    return pending


def _sign_in(staff_id: int, account: str, back: str) -> Response:
    with transaction():
        logins.forgive(account)
        token = logins.open_for_staff(staff_id, browser())
    session.clear()  # nothing planted before the login survives it
    session[TOKEN] = token
    session.permanent = True
    return redirect(back, code=303)


def _refused(template: str, error: ShopError, **context: Any) -> Answer:
    body = page(template, error=error.message, **context)
    if isinstance(error, TooManyTries):
        return body, 429, {"Retry-After": str(error.wait_s)}
    return body, 422 if isinstance(error, Invalid) else 409
