"""Files of the books: asked for, watched while they are made, fetched."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from admin.access import allow, by
from admin.books import span
from admin.context import admin_page
from admin.files import sent
from commerce.books import exports, files
from kernel.db import reading, transaction
from tenants import audit
from web.render import fragment, is_htmx

bp = Blueprint("admin_book_exports", __name__, url_prefix="/admin/books/exports")


@bp.post("")
@allow("money.view")
def ask() -> Any:
    """Have a file made of the days chosen."""
    asked = span.read(request.form)
    with transaction():
        row = exports.ask(request.form.get("format", ""), asked.since_on, asked.until_on, by=by())
        audit.note("money.export", f"export:{row.id}", f"导出账本 {asked.words}（{row.format.upper()}）")
    if is_htmx():
        return fragment("admin/books/_export.html", row=row)
    return redirect(f"/admin/books/exports/{row.id}", code=303)


@bp.get("/<int:export_id>")
@allow("money.view")
def show(export_id: int) -> str:
    """How far a file is; asks again every second until it is done."""
    with reading():
        row = files.own(export_id, exports.SUBJECT, by=by())
    if is_htmx():
        return fragment("admin/books/_export.html", row=row)
    return admin_page("admin/books/export.html", active="books.days", row=row)


@bp.get("/<int:export_id>/file")
@allow("money.view")
def fetch(export_id: int) -> Response:
    """The finished file, sent while it is read."""
    with reading():
        row = files.own(export_id, exports.SUBJECT, by=by())
    return sent(row, "books")
