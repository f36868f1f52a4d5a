"""员工与角色: who works here, links for new colleagues, roles, stopping and allowing again."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request

from admin.access import allow, by, current_staff
from admin.context import admin_page
from kernel.db import reading, transaction
from kernel.errors import Invalid
from kernel.tenancy import current_tenant_id
from tenants import audit, invitations, staffing
from tenants import queries as tenants
from tenants.permissions import PERMISSIONS, ROLES, permissions_of
from web.addresses import of_door
from web.forms import text
from web.render import fragment, is_htmx, notice_header

bp = Blueprint("admin_staff", __name__, url_prefix="/admin/staff")


@bp.get("")
@allow("staff.view")
def show() -> str:
    """Everybody of the shop and the links still open."""
    return _page()


@bp.get("/permissions")
@allow("staff.view")
def permissions() -> str:
    """Which role may do what."""
    matrix = {role: permissions_of(role) for role in ROLES}
    return admin_page(
        "admin/staff/permissions.html", active="staff.permissions", roles=ROLES, permissions=PERMISSIONS, matrix=matrix
    )


@bp.get("/invitations/new")
@allow("staff.edit")
def new_invitation() -> str:
    """The form, in the dialog or as a page."""
    return _invitation({}, {})


@bp.post("/invitations")
@allow("staff.edit")
def invite() -> Any:
    """Make a link; it is shown once."""
    try:
        invitee = text(request.form, "invitee", label="姓名或备注", max_length=30)
        role = request.form.get("role", "")
        with transaction():
            token = invitations.invite(current_tenant_id(), role, invitee=invitee, by=by())
            audit.note("staff.invite", "staff", f"邀请{invitee}为{ROLES[role]}", after={"role": ROLES[role]})
    except Invalid as error:
        return _invitation(request.form, {error.field: error.message}), 422
    return _link(of_door("admin", f"/admin/join/{token}"), f"{invitee} · {ROLES[role]}")


@bp.post("/invitations/<int:invitation_id>/withdrawal")
@allow("staff.edit")
def withdraw(invitation_id: int) -> Any:
    """Take an unused link back."""
    with transaction():
        row = invitations.revoke(current_tenant_id(), invitation_id)
        audit.note("staff.invite", "staff", f"撤回给{row.invitee}的邀请")
    return _list("邀请已撤回")


@bp.post("/<int:staff_id>/role")
@allow("staff.edit")
def change_role(staff_id: int) -> Any:
    """Another role, from the colleague's next click."""
    with transaction():
        former, role = staffing.change_role(
            current_tenant_id(), staff_id, request.form.get("role", ""), acting_staff_id=current_staff().staff_id
        )
        audit.note(
            "staff.role",
            f"staff:{staff_id}",
            "修改员工角色",
            before={"role": ROLES[former]},
            after={"role": ROLES[role]},
        )
    return _list(f"已改为{ROLES[role]}")


@bp.post("/<int:staff_id>/suspension")
@allow("staff.edit")
def suspend(staff_id: int) -> Any:
    """No more work in this shop."""
    return _set_active(staff_id, False, "已停用，该员工不能再进入本店后台")


@bp.post("/<int:staff_id>/reinstatement")
@allow("staff.edit")
def reinstate(staff_id: int) -> Any:
    """Allowed again."""
    return _set_active(staff_id, True, "已恢复")


@bp.post("/<int:staff_id>/password")
@allow("staff.edit")
def new_password(staff_id: int) -> Any:
    """A one-time link for someone who forgot the password or lost the phone."""
    with transaction():
        token = invitations.invite_back(current_tenant_id(), staff_id, by=by())
        audit.note("staff.password", f"staff:{staff_id}", "发出重设密码链接")
    return _link(of_door("admin", f"/admin/join/{token}"), "重设密码和二次验证")


def _set_active(staff_id: int, is_active: bool, words: str) -> Any:
    with transaction():
        staffing.set_active(current_tenant_id(), staff_id, is_active, acting_staff_id=current_staff().staff_id)
        audit.note("staff.active", f"staff:{staff_id}", "恢复员工" if is_active else "停用员工")
    return _list(words)


def _list(words: str) -> Any:
    if not is_htmx():
        return redirect("/admin/staff", code=303)
    return fragment("admin/staff/_people.html", **_rows()), 200, notice_header(words)


def _invitation(values: Mapping[str, str], errors: dict[str, str]) -> str:
    """The form in the dialog, or on the page for browsers without scripts."""
    if not is_htmx():
        return _page(form={"values": values, "errors": errors})
    return fragment("admin/staff/_invitation_form.html", roles=ROLES, values=values, errors=errors)


def _link(address: str, what: str) -> str:
    if not is_htmx():
        return _page(link={"address": address, "what": what})
    shown = fragment("admin/staff/_one_time_link.html", address=address, what=what)
    return shown + fragment("admin/staff/_people.html", oob=True, **_rows())


def _rows() -> dict[str, Any]:
    tenant_id = current_tenant_id()
    with reading():
        people = tenants.staff_of(tenant_id)
        open_links = invitations.open_of(tenant_id)
        plan = tenants.plan_of(tenant_id)
    return {
        "people": people,
        "invitations": open_links,
        "roles": ROLES,
        "plan": plan,
        "own_id": current_staff().staff_id,
    }


def _page(**opened: Any) -> str:
    return admin_page("admin/staff/staff.html", active="staff", **opened, **_rows())
