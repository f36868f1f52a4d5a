"""Which of a person's shops they work in now."""

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from admin.access import TOKEN, anyone, to_login
from kernel.db import reading, transaction
from kernel.errors import NotFound
from tenants import doorkeeper, logins
from tenants import queries as tenants
from tenants.permissions import ROLES
from web.forms import Form, whole
from web.render import page

bp = Blueprint("admin_shops", __name__, url_prefix="/admin")


@bp.get("/shops")
@anyone
def choose() -> str | Response:
    """All shops of the person; also the way out for someone who has just left one."""
    with reading():
        here = doorkeeper.merchant_of(str(session.get(TOKEN, "")))
        if here is None or here.staff_id is None:
            return to_login()
        shops = [(shop, ROLES[role]) for shop, role in tenants.shops_of(here.staff_id)]
    return page("admin/settings/shops.html", shops=shops, here=here)


@bp.post("/shop")
@anyone
def switch() -> Response:
    """Go to another of one's shops. Forms still open for the former shop are refused: the page token changes."""
    form: Form = request.form
    with transaction():
        here = doorkeeper.merchant_of(str(session.get(TOKEN, "")))
        if here is None:
            return to_login()
        if here.staff_id is None:
            raise NotFound()
        logins.switch_shop(here.login_id, here.staff_id, whole(form, "shop_id", label="店铺"))
    session.pop("csrf_token", None)
    return redirect("/admin/", code=303)
