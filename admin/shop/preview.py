"""The phone beside the forms, again for what a form says now; and the shop's address as a code."""

from dataclasses import replace

from flask import Blueprint, Response, request

from admin import qr
from admin.access import allow
from admin.shop.look import THEMES
from admin.shop.phone import phone_url
from admin.shop.tabs import LONGEST_LABEL, Tab, read
from kernel.db import reading
from kernel.tenancy import current_tenant_id
from tenants import looks
from tenants import queries as tenants
from tenants.looks import Look
from web.addresses import of_host
from web.render import fragment

bp = Blueprint("admin_preview", __name__, url_prefix="/admin/shop")


@bp.get("/preview-frame")
@allow("shop.view")
def frame() -> str:
    """The phone again, for what the form says now. Stores nothing."""
    with reading():
        look = looks.edited()
        host = tenants.primary_host(current_tenant_id())
    return fragment("ui/phone_preview.html", url=phone_url(host, _typed(look)))


@bp.get("/qr.svg")
@allow("home.view")
def code() -> Response:
    """The shop's address as a picture to scan."""
    with reading():
        host = tenants.primary_host(current_tenant_id())
    return qr.picture(of_host(host, "/"))


def _typed(look: Look) -> Look:
    """The look with what was typed over it; words too long for a bar are cut."""
    args = request.args
    tabs = [Tab(tab.module, tab.label[:LONGEST_LABEL], tab.visible).stored for tab in read(args)]
    top = [word.strip()[:LONGEST_LABEL] for word in args.getlist("top")]
    return replace(
        look, tabs=tabs or look.tabs, top_labels=top if len(top) == 3 else look.top_labels,
        theme=args["theme"] if args.get("theme") in THEMES else look.theme,
    )  # fmt: skip
