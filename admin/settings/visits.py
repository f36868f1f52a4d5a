"""The platform's visits: the one-time link into a shop, and the way out."""

from flask import Blueprint, redirect, session
from werkzeug.wrappers import Response

from admin.access import TOKEN, allow, anyone, browser, current_staff
from kernel.db import reading, transaction
from kernel.errors import NotFound
from kernel.tenancy import enter_scope
from tenants import audit, visits
from tenants import queries as tenants
from web.render import page

bp = Blueprint("admin_visits", __name__, url_prefix="/admin")


@bp.get("/handover/<token>")
@anyone
def show(token: str) -> str:
    """Ask once more: following a link alone changes nothing."""
    with reading():
        row = visits.waiting(token)
        shop = tenants.tenant(row.tenant_id)
    return page("admin/settings/handover.html", visit=row, shop_name=shop.name)


@bp.post("/handover/<token>")
@anyone
def enter(token: str) -> Response:
    """Use the link; the shop's log says so."""
    with reading():
        tenant_id = visits.waiting(token).tenant_id
    enter_scope(tenant_id)
    with transaction():
        session_token, row = visits.enter(token, browser())
        audit.set_actor(audit.Actor(f"operator:{row.operator_id}", "平台", browser().address))
        kind = "可修改" if row.may_write else "只读"
        audit.note("platform.visit", f"visit:{row.id}", f"平台进入代登录（{kind}），原因：{row.reason}")
    session.clear()
    session[TOKEN] = session_token
    return redirect("/admin/", code=303)


@bp.post("/impersonation/end")
@allow("home.view", also_read_only=True)
def leave() -> Response:
    """End the visit before its time."""
    visit = current_staff().visit
    if visit is None:
        raise NotFound()
    with transaction():
        visits.end(visit.impersonation_id)
        audit.note("platform.visit", f"visit:{visit.impersonation_id}", "平台结束代登录")
    session.clear()
    return redirect("/admin/login?notice=visited", code=303)
