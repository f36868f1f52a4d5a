"""Files of the books, made in the background: asked for, filled portion by portion, kept for a week."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import IO

from sqlalchemy import delete, select

from commerce.books import report
from commerce.books.models import BookExport, BookExportPart
from commerce.books.report import Day, Line
from commerce.books.states import EXPORT
from commerce.ledger.accounts import ACCOUNTS
from jobs.queue import later
from kernel import clock
from kernel.clock import shop_time
from kernel.db import db, find, lock, reading, save, transaction
from kernel.errors import Invalid, NotFound
from kernel.sheets import BOM, Cell, Workbook, csv_text, yuan

FORMATS = ("csv", "xlsx")
MOST_DAYS = 92
KEEP = timedelta(days=7)
PORTION = 2000
PART_BYTES = 512 * 1024
DAY_SHEET, LINE_SHEET = "每日汇总", "分录明细"
DAY_HEAD = ("日期", "应收", "实收", "退款", "手续费", "净入", "未处理差异")
LINE_HEAD = ("时间", "凭证号", "事由", "单号", "订单号", "科目", "借方", "贷方", "备注")


def ask(format_: str, since_on: date, until_on: date, *, by: str) -> BookExport:
    """Have a file made. Raises Invalid for an unknown format or a span that is too long."""
    if format_ not in FORMATS:
        raise Invalid("format", "请选择文件格式")
    if until_on < since_on or (until_on - since_on).days >= MOST_DAYS:
        raise Invalid("until", f"一次最多导出 {MOST_DAYS} 天")
    row = save(BookExport(format=format_, since_on=since_on, until_on=until_on, by=by))
    later(make, row.id, key=f"book-export:{row.id}")
    return row


def own(export_id: int, *, by: str) -> BookExport:
    """A file this person asked for; another's is not found."""
    row = find(BookExport, export_id)
    if row.by != by:
        raise NotFound("没有找到这个文件")
    return row


def recent(*, by: str, limit: int = 5) -> Sequence[BookExport]:
    """This person's last files."""
    statement = select(BookExport).where(BookExport.by == by).order_by(BookExport.id.desc()).limit(limit)
    return db.session.scalars(statement).all()


def part(export_id: int, part_no: int) -> bytes | None:
    """A portion of a finished file, counted from 1; None after the last."""
    return db.session.scalar(
        select(BookExportPart.body).where(BookExportPart.export_id == export_id, BookExportPart.part_no == part_no)
    )


def make(export_id: int) -> None:
    """Fill a file. Safe to repeat: a hand that comes later begins it anew."""
    with transaction():
        row = lock(BookExport, export_id)
        if not EXPORT.can(row, "start"):
            return
        EXPORT.move(row, "start")
        row.done_count, row.total_count = 0, report.count_lines(row.since_on, row.until_on)
        db.session.execute(delete(BookExportPart).where(BookExportPart.export_id == export_id))
    with tempfile.TemporaryFile() as file:
        (_write_csv if row.format == "csv" else _write_xlsx)(row, file)
        _keep(export_id, file)


def _keep(export_id: int, file: IO[bytes]) -> None:
    file.seek(0)
    with transaction():
        row = lock(BookExport, export_id)
        for part_no, body in enumerate(iter(lambda: file.read(PART_BYTES), b""), start=1):
            db.session.add(BookExportPart(export_id=export_id, part_no=part_no, body=body))
            db.session.flush()
        EXPORT.move(row, "finish")
        row.finished_at, row.done_count = clock.now(), row.total_count


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
        with transaction():
            lock(BookExport, row.id).done_count += len(found)


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


def forget_old() -> None:
    """Files older than a week go. Safe to repeat."""
    with transaction():
        db.session.execute(delete(BookExport).where(BookExport.made_at < clock.now() - KEEP))
