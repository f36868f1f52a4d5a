"""Files of the books: every entry of the days asked for, and in XLSX the days' sums as well."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO

from commerce.books import files, report
from commerce.books.models import BookExport
from commerce.books.report import Day, Line
from commerce.ledger.accounts import ACCOUNTS
from jobs.queue import later
from kernel.clock import shop_time
from kernel.db import reading, transaction
from kernel.errors import Invalid
from kernel.sheets import BOM, Cell, Workbook, csv_text, yuan

SUBJECT = "books"
MOST_DAYS = 92
PORTION = 2000
DAY_SHEET, LINE_SHEET = "每日汇总", "分录明细"
DAY_HEAD = ("日期", "应收", "实收", "退款", "手续费", "净入", "未处理差异")
LINE_HEAD = ("时间", "凭证号", "事由", "单号", "订单号", "科目", "借方", "贷方", "备注")


def ask(format_: str, since_on: date, until_on: date, *, by: str) -> BookExport:
    """Have a file made. Raises Invalid for an unknown format or a span that is too long."""
    if until_on < since_on or (until_on - since_on).days >= MOST_DAYS:
        raise Invalid("until", f"一次最多导出 {MOST_DAYS} 天")
    row = files.order(SUBJECT, format_, since_on, until_on, by=by)
    later(make, row.id, key=f"book-export:{row.id}")
    return row


def make(export_id: int) -> None:
    """Fill a file. Safe to repeat: a hand that comes later begins it anew."""
    with transaction():
        row = files.begin(export_id)
        if row is None:
            return
        row.total_count = report.count_lines(row.since_on, row.until_on)
    with tempfile.TemporaryFile() as file:
        (_write_csv if row.format == "csv" else _write_xlsx)(row, file)
        files.keep(export_id, file)


def _write_csv(row: BookExport, file: IO[bytes]) -> None:
    file.write((BOM + csv_text([LINE_HEAD])).encode())
    for portion in _portions(row):
        file.write(csv_text(map(_line, portion)).encode())


def _write_xlsx(row: BookExport, file: IO[bytes]) -> None:
    with reading():
        found = report.days(row.since_on, row.until_on)
    with Workbook(file, (DAY_SHEET, LINE_SHEET)) as book:
        book.add(DAY_SHEET, [DAY_HEAD, *map(_day, reversed(found))])
        book.add(LINE_SHEET, [LINE_HEAD])
        for portion in _portions(row):
            book.add(LINE_SHEET, map(_line, portion))


def _portions(row: BookExport) -> Iterator[list[Line]]:
    after: tuple[datetime, int] | None = None
    while True:
        with reading():
            found = report.lines(row.since_on, row.until_on, after=after, limit=PORTION)
        if not found:
            return
        yield found
        after = (found[-1].at, found[-1].id)
        files.advance(row.id, len(found))


def _line(line: Line) -> list[Cell]:
    into, out = max(line.amount_fen, 0), max(-line.amount_fen, 0)
    return [
        f"{shop_time(line.at):%Y-%m-%d %H:%M:%S}", line.journal_id, report.purpose_label(line.purpose), line.subject,
        line.order_number, ACCOUNTS[line.account].label, yuan(into) if into else None, yuan(out) if out else None,
        line.note,
    ]  # fmt: skip


def _day(day: Day) -> list[Cell]:
    sums = (day.due_fen, day.received_fen, day.refunded_fen, day.fee_fen, day.net_fen)
    return [day.on.isoformat(), *map(yuan, sums), day.open_count]
