"""登录与安全: one's own browsers, password and second factor."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin import second_factor
from admin.access import allow, browser, current_staff
from admin.context import admin_page
from kernel.db import reading, transaction
from kernel.errors import Forbidden, Invalid
from tenants import audit, logins
from tenants.logins import TooManyTries
from web.agents import browser_words

bp = Blueprint("admin_account", __name__, url_prefix="/admin/account")
Answer = str | tuple[str, int] | Response


@bp.get("")
@allow("home.view")
def show() -> Answer:
    """The person's signed-in browsers and the forms."""
    return _page()


@bp.post("/logins/<int:login_id>/end")
@allow("home.view")
def end_login(login_id: int) -> Answer:
    """下线: sign another browser out at once."""
    with transaction():
        logins.end_own(_staff_id(), login_id)
        audit.note("account.logout", f"staff:{_staff_id()}", "让一台设备下线")
    return redirect("/admin/account", code=303)


@bp.post("/other-logins/end")
@allow("home.view")
def end_other_logins() -> Answer:
    """Sign out every browser but this one."""
    with transaction():
        logins.end_others(_staff_id(), keep_login_id=current_staff().login_id)
        audit.note("account.logout", f"staff:{_staff_id()}", "让其他设备全部下线")
    return redirect("/admin/account?done=logins", code=303)


@bp.post("/password")
@allow("home.view")
def change_password() -> Answer:
    """A new password signs all other browsers out."""
    try:
        _count_try()
        with transaction():
            logins.change_password(
                _staff_id(), request.form.get("old_password", "")[:200], request.form.get("password", "")[:200]
            )
            logins.forgive(_account())
            logins.end_others(_staff_id(), keep_login_id=current_staff().login_id)
            audit.note("account.password", f"staff:{_staff_id()}", "修改登录密码")
    except Invalid as error:
        return _page({error.field: error.message}), 422
    except TooManyTries as error:
        return _page({"old_password": error.message}), 429
    return redirect("/admin/account?done=password", code=303)


@bp.post("/second-factor")
@allow("home.view")
def set_second_factor() -> Answer:
    """Turn the second factor on. One that is there is replaced only with the password and a code of the old phone."""
    is_replaced = current_staff().has_second_factor
    try:
        _count_try()
        with transaction():
            if is_replaced:
                _prove_oneself()
            logins.set_second_factor(_staff_id(), second_factor.waiting_secret(), request.form.get("code", ""))
            logins.forgive(_account())
            logins.end_others(_staff_id(), keep_login_id=current_staff().login_id)
            audit.note(
                "account.second_factor", f"staff:{_staff_id()}", "更换二次验证" if is_replaced else "设置二次验证"
            )
    except Invalid as error:
        return _page({error.field: error.message}), 422
    except TooManyTries as error:
        return _page({"code": error.message}), 429
    second_factor.forget()
    return redirect("/admin/account?done=code", code=303)


def _prove_oneself() -> None:
    """Password and a code of the present authenticator. Raises Invalid naming the field."""
    logins.prove_password(_staff_id(), request.form.get("factor_password", "")[:200], field="factor_password")
    try:
        logins.use_staff_code(_staff_id(), request.form.get("old_code", ""))
    except Invalid as error:
        raise Invalid("old_code", error.message) from error


def _account() -> str:
    return f"account:{_staff_id()}"


def _count_try() -> None:
    """Guesses at an open desk are slowed as they are at the login."""
    with transaction():
        logins.admit(_account(), browser().address)


def _page(errors: dict[str, str] | None = None) -> str:
    here = current_staff()
    with reading():
        rows = logins.live_logins(here.staff_id) if here.staff_id else []
    setup = second_factor.begin(here.name) if here.staff_id and _wants_setup() else None
    browsers: list[dict[str, Any]] = [
        {"id": row.id, "words": browser_words(row.browser), "address": row.address, "seen_at": row.last_seen_at,
         "made_at": row.made_at, "is_this": row.id == here.login_id}
        for row in rows
    ]  # fmt: skip
    return admin_page(
        "admin/settings/account.html", active="account", here=here, browsers=browsers, setup=setup,
        errors=errors or {}, done=request.args.get("done"),
    )  # fmt: skip


def _wants_setup() -> bool:
    is_asked = request.args.get("setup") == "1" or request.path.endswith("/second-factor")
    return not current_staff().has_second_factor or is_asked


def _staff_id() -> int:
    here = current_staff()
    if here.staff_id is None:
        raise Forbidden("代登录不能修改账号")
    return here.staff_id
