"""A colleague opens the one-time link: a new account, a known one, or a new password."""

from typing import Any

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from admin.access import anyone, browser
from kernel.db import reading, transaction
from kernel.errors import ShopError
from kernel.tenancy import enter_scope
from tenants import audit, invitations, logins
from tenants import queries as tenants
from tenants.permissions import ROLES
from web.errors import status_of
from web.forms import text
from web.render import page

bp = Blueprint("admin_join", __name__, url_prefix="/admin/join")


@bp.get("/<token>")
@anyone
def show(token: str) -> str:
    """Which shop, which role, and the form."""
    return _form(token)


@bp.post("/<token>")
@anyone
def accept(token: str) -> str | tuple[str, int] | Response:
    """Use the link; afterwards the person signs in like everybody."""
    with reading():
        tenant_id = invitations.open_invitation(token).tenant_id
    enter_scope(tenant_id)
    try:
        _accept(token)
    except ShopError as error:
        return _form(token, error=error), status_of(error)
    session.clear()
    return redirect("/admin/login?notice=joined", code=303)


def _accept(token: str) -> None:
    login = request.form.get("login", "").strip().lower()[:200]
    with transaction():
        logins.admit(login or "join", browser().address)
    with transaction():
        is_return = invitations.open_invitation(token).staff_id is not None
        if not is_return:
            text(request.form, "login", label="账号", max_length=100)
        name = "" if is_return else text(request.form, "name", label="姓名", max_length=20)
        password = request.form.get("password", "")[:200]
        person = invitations.accept(token, login=login, name=name, password=password)
        audit.set_actor(audit.Actor(f"staff:{person.id}", person.name, request.remote_addr))
        audit.note("staff.join", f"staff:{person.id}", "通过链接重设密码" if is_return else "通过邀请加入店铺")
        logins.forgive(login or "join")


def _form(token: str, error: ShopError | None = None) -> str:
    with reading():
        row = invitations.open_invitation(token)
        shop = tenants.tenant(row.tenant_id)
    context: dict[str, Any] = {"shop_name": shop.name, "role": ROLES[row.role], "is_return": row.staff_id is not None}
    return page("admin/staff/join.html", error=error, values=request.form, **context)
