"""The queue as a file: asked for with the filter of the address, watched while it is made, fetched."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from admin.access import allow, by
from admin.aftersale import filters
from admin.context import admin_page
from admin.files import sent
from commerce.aftersale import exports
from commerce.books import files
from kernel.db import reading, transaction
from tenants import audit
from web.render import fragment, is_htmx

bp = Blueprint("admin_aftersale_exports", __name__, url_prefix="/admin/aftersale/exports")
URL = "/admin/aftersale/exports"


@bp.post("")
@allow("aftersale.view")
def ask() -> Any:
    """Have a file made of what the address narrows to."""
    asked = filters.read(request.args)
    with transaction():
        row = exports.ask(request.form.get("format", ""), asked.filter, by=by())
        audit.note("aftersale.export", f"export:{row.id}", f"导出售后单（{row.format.upper()}）")
    if is_htmx():
        return fragment("admin/books/_export.html", row=row, **_words())
    return redirect(f"{URL}/{row.id}", code=303)


@bp.get("/<int:export_id>")
@allow("aftersale.view")
def show(export_id: int) -> str:
    """How far a file is; asks again every second until it is done."""
    with reading():
        row = files.own(export_id, exports.SUBJECT, by=by())
    if is_htmx():
        return fragment("admin/books/_export.html", row=row, **_words())
    return admin_page(
        "admin/books/export.html", active="orders.aftersale", row=row, back="/admin/aftersale", **_words()
    )


@bp.get("/<int:export_id>/file")
@allow("aftersale.view")
def fetch(export_id: int) -> Response:
    """The finished file."""
    with reading():
        row = files.own(export_id, exports.SUBJECT, by=by())
    return sent(row, "aftersale")


def _words() -> dict[str, str]:
    return {"url": URL, "what": "导出售后单", "unit": "个售后单"}
