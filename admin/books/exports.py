"""Files of the books: asked for, watched while they are made, fetched."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, stream_with_context

from admin.access import allow, by
from admin.books import span
from admin.context import admin_page
from commerce.books import exports
from kernel.db import reading, transaction
from kernel.errors import NotFound
from kernel.tenancy import current_tenant_id, tenant_scope
from tenants import audit
from web.render import fragment, is_htmx

if TYPE_CHECKING:
    from commerce.books.models import BookExport

bp = Blueprint("admin_book_exports", __name__, url_prefix="/admin/books/exports")
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


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
        row = exports.own(export_id, by=by())
    if is_htmx():
        return fragment("admin/books/_export.html", row=row)
    return admin_page("admin/books/export.html", active="books.days", row=row)


@bp.get("/<int:export_id>/file")
@allow("money.view")
def fetch(export_id: int) -> Response:
    """The finished file, sent while it is read."""
    with reading():
        row = exports.own(export_id, by=by())
    if row.state != "done":
        raise NotFound("文件还没有准备好")
    name = f"books-{row.since_on:%Y%m%d}-{row.until_on:%Y%m%d}.{row.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    body = stream_with_context(_parts(current_tenant_id(), row))
    return Response(body, content_type=TYPES[row.format], headers=headers)


def _parts(tenant_id: int, row: "BookExport") -> Iterator[bytes]:
    """The request's scope has ended when the portions are read, so each enters its own."""
    part_no = 1
    while True:
        with tenant_scope(tenant_id), reading():
            body = exports.part(row.id, part_no)
        if body is None:
            return
        yield bytes(body)
        part_no += 1
