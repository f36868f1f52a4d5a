"""A finished file on its way to the browser, sent while it is read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Response, stream_with_context

from commerce.books import files
from kernel.db import reading
from kernel.errors import NotFound
from kernel.tenancy import current_tenant_id, tenant_scope

if TYPE_CHECKING:
    from commerce.books.models import BookExport

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def sent(row: "BookExport", name: str) -> Response:
    """The file as a download. Raises NotFound while it is not ready."""
    if row.state != "done":
        raise NotFound("文件还没有准备好")
    name = f"{name}-{row.since_on:%Y%m%d}-{row.until_on:%Y%m%d}.{row.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    body = stream_with_context(_parts(current_tenant_id(), row))
    return Response(body, content_type=TYPES[row.format], headers=headers)


def _parts(tenant_id: int, row: "BookExport") -> Iterator[bytes]:
    """The request's scope has ended when the portions are read, so each enters its own."""
    part_no = 1
    while True:
        with tenant_scope(tenant_id), reading():
            body = files.part(row.id, part_no)
        if body is None:
            return
        yield bytes(body)
        part_no += 1
