"""The queue as a file: the cases of a filter, one line each, made in the background."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import IO, Any

from commerce.aftersale import listing, queries, rules
from commerce.aftersale.listing import Filter
from commerce.aftersale.models import Case
from commerce.aftersale.states import LABELS
from commerce.books import files
from commerce.books.models import BookExport
from jobs.queue import later
from kernel import clock
from kernel.clock import shop_time
from kernel.db import reading, transaction
from kernel.errors import Invalid
from kernel.sheets import BOM, Cell, Workbook, csv_text, yuan

SUBJECT = "cases"
PORTION = 500
SHEET = "售后单"
HEAD = (
    "售后单号", "订单号", "类型", "原因", "买家说明", "状态", "商品", "件数", "申请金额", "商定金额", "其中运费",
    "申请时间", "截止时间", "结束时间",
)  # fmt: skip


def ask(format_: str, asked: Filter, *, by: str) -> BookExport:
    """Have a file made of the cases of a filter. Raises Invalid when there are none."""
    if not listing.count(asked):
        raise Invalid("format", "没有符合条件的售后单，没有内容可以导出")
    told = {name: value for name, value in asdict(asked).items() if name != "since_on"}
    today = clock.today_on()
    row = files.order(
        SUBJECT, format_, asked.since_on or today, today, by=by, asked=told | {"is_since": bool(asked.since_on)}
    )
    later(make, row.id, key=f"case-export:{row.id}")
    return row


def _filter(asked: dict[str, Any], since_on: date) -> Filter:
    told = dict(asked)
    found = Filter(since_on=since_on) if told.pop("is_since", False) else Filter()
    return replace(found, **told)


def make(export_id: int) -> None:
    """Fill a file. Safe to repeat: a hand that comes later begins it anew."""
    with transaction():
        row = files.begin(export_id)
        if row is None:
            return
        asked = _filter(row.asked, row.since_on)
        row.total_count = listing.count(asked)
    with tempfile.TemporaryFile() as file:
        (_write_csv if row.format == "csv" else _write_xlsx)(row.id, asked, file)
        files.keep(export_id, file)


def _write_csv(export_id: int, asked: Filter, file: IO[bytes]) -> None:
    file.write((BOM + csv_text([HEAD])).encode())
    for cells in _portions(export_id, asked):
        file.write(csv_text(cells).encode())


def _write_xlsx(export_id: int, asked: Filter, file: IO[bytes]) -> None:
    with Workbook(file, (SHEET,)) as book:
        book.add(SHEET, [HEAD])
        for cells in _portions(export_id, asked):
            book.add(SHEET, cells)


def _portions(export_id: int, asked: Filter) -> Iterator[list[list[Cell]]]:
    after_id = 0
    while True:
        with reading():
            found = listing.portion(asked, after_id, PORTION)
            lines = queries.lines_of([case.id for case, _ in found])
            known = queries.order_lines([line for some in lines.values() for line in some])
        if not found:
            return
        yield [_cells(case, number, lines[case.id], known) for case, number in found]
        after_id = found[-1][0].id
        files.advance(export_id, len(found))


def _cells(case: Case, order_number: str, lines: Any, known: Any) -> list[Cell]:
    goods = "；".join(
        f"{known[line.order_line_id].title} {known[line.order_line_id].sku_label} ×{line.quantity}" for line in lines
    )
    return [
        case.number, order_number, rules.KINDS[case.kind], rules.REASONS[case.reason].label, case.note,
        LABELS[case.state], goods, sum(line.quantity for line in lines), yuan(case.asked_fen),
        None if case.agreed_fen is None else yuan(case.agreed_fen), yuan(case.freight_fen),
        *map(_moment, (case.opened_at, case.deadline_at, case.ended_at)),
    ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{shop_time(at):%Y-%m-%d %H:%M}"
