"""概况: what waits for somebody, and how the shop is doing."""

from flask import Blueprint

from admin.access import allow
from admin.context import admin_page

bp = Blueprint("admin_home", __name__, url_prefix="/admin")


@bp.get("/")
@allow("home.view")
def show() -> str:
    """The page a person sees first."""
    return admin_page("admin/home/home.html", active="home")
