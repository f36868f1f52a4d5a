"""Invoices as a CSV file for the books, read in portions while it is sent."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request, stream_with_context

from admin.access import allow
from admin.orders.export import BOM, neutral
from commerce.invoices import queries, rules
from commerce.invoices.states import LABELS
from kernel import clock
from kernel.db import reading, transaction
from kernel.money import format_yuan
from kernel.tenancy import current_tenant_id, tenant_scope
from tenants import audit
from web.render import shop_time

bp = Blueprint("admin_invoice_export", __name__, url_prefix="/admin/invoices/export")
HEAD = (
    "订单号", "状态", "抬头类型", "抬头", "税号", "邮箱", "金额", "发票号码", "开票日期", "红字发票号码", "冲红日期",
    "原因", "申请时间",
)  # fmt: skip
PORTION = 500


@bp.post("")
@allow("invoices.handle")
def everything() -> Response:
    """All invoices the address narrows to; that titles left the shop is noted."""
    state, words = request.args.get("state", ""), request.args.get("q", "").strip()[:60]
    with transaction():
        audit.note("invoices.export", "invoices", "导出发票")
    headers = {"Content-Disposition": f'attachment; filename="invoices-{clock.today_on():%Y%m%d}.csv"'}
    told = stream_with_context(lines(current_tenant_id(), state, words))
    return Response(told, mimetype="text/csv; charset=utf-8", headers=headers)


def lines(tenant_id: int, state: str, words: str = "", *, portion: int = PORTION) -> Iterator[str]:
    """Portions of the file; the request's scope has ended when they are read, so each enters its own."""
    yield BOM + _csv([HEAD])
    after: str | None = ""
    while after is not None:
        with tenant_scope(tenant_id), reading():
            found = queries.page(state, words=words, after=after, limit=portion)
            cells = [_cells(row, number) for row, number in found.rows]
        after = found.after
        if cells:
            yield _csv(cells)


def _cells(row: Any, number: str) -> list[str]:
    told = (
        number, LABELS[row.state], rules.KINDS[row.kind], row.title, row.tax_number, row.email,
        format_yuan(row.sum_fen).replace(",", ""), row.number, row.issued_on, row.red_number, row.flushed_on,
        row.reason, shop_time(row.asked_at),
    )  # fmt: skip
    return [neutral(cell) for cell in told]


def _csv(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(cells)
    return out.getvalue()
