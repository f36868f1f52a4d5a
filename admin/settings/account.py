"""登录与安全: one's own browsers, password and second factor."""

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from admin import second_factor
from admin.access import allow, current_staff
from admin.context import admin_page
from kernel.db import reading, transaction
from kernel.errors import Forbidden, Invalid
from tenants import audit, logins
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


@bp.post("/password")
@allow("home.view")
def change_password() -> Answer:
    """A new password signs all other browsers out."""
    try:
        with transaction():
            logins.change_password(
                _staff_id(), request.form.get("old_password", "")[:200], request.form.get("password", "")[:200]
            )
            logins.end_others(_staff_id(), keep_login_id=current_staff().login_id)
            audit.note("account.password", f"staff:{_staff_id()}", "修改登录密码")
    except Invalid as error:
        return _page({error.field: error.message}), 422
    return redirect("/admin/account?done=password", code=303)


@bp.post("/second-factor")
@allow("home.view")
def set_second_factor() -> Answer:
    """Turn the second factor on; an existing one is replaced only with the password."""
    try:
        with transaction():
            if current_staff().has_second_factor:
                logins.prove_password(_staff_id(), request.form.get("password", "")[:200])
            logins.set_second_factor(_staff_id(), second_factor.waiting_secret(), request.form.get("code", ""))
            audit.note("account.second_factor", f"staff:{_staff_id()}", "设置二次验证")
    except Invalid as error:
        return _page({"code": error.message}), 422
    second_factor.forget()
    return redirect("/admin/account?done=code", code=303)


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
    return not current_staff().has_second_factor or request.args.get("setup") == "1" or request.method == "POST"


def _staff_id() -> int:
    here = current_staff()
    if here.staff_id is None:
        raise Forbidden("代登录不能修改账号")
    return here.staff_id
