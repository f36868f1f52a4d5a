"""Files made in the background: asked for, filled portion by portion, kept for a week. Their areas know the content."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import IO, Any

from sqlalchemy import delete, select

from commerce.books.models import BookExport, BookExportPart
from commerce.books.states import EXPORT
from kernel import clock
from kernel.db import db, find, lock, save, transaction
from kernel.errors import Invalid, NotFound

FORMATS = ("csv", "xlsx")
KEEP = timedelta(days=7)
PART_BYTES = 512 * 1024


def order(
    subject: str, format_: str, since_on: date, until_on: date, *, by: str, asked: dict[str, Any] | None = None
) -> BookExport:  # fmt: skip
    """The row of a file to be made; its area asks for the work. Raises Invalid for an unknown format."""
    if format_ not in FORMATS:
        raise Invalid("format", "请选择文件格式")
    return save(
        BookExport(subject=subject, format=format_, since_on=since_on, until_on=until_on, by=by, asked=asked or {})
    )


def own(export_id: int, subject: str, *, by: str) -> BookExport:
    """A file this person asked for; another's, and another subject's, is not found."""
    row = find(BookExport, export_id)
    if row.by != by or row.subject != subject:
        raise NotFound("没有找到这个文件")
    return row


def recent(subject: str, *, by: str, limit: int = 5) -> Sequence[BookExport]:
    """This person's last files."""
    statement = select(BookExport).where(BookExport.subject == subject, BookExport.by == by)
    return db.session.scalars(statement.order_by(BookExport.id.desc()).limit(limit)).all()


def part(export_id: int, part_no: int) -> bytes | None:
    """A portion of a finished file, counted from 1; None after the last."""
    return db.session.scalar(
        select(BookExportPart.body).where(BookExportPart.export_id == export_id, BookExportPart.part_no == part_no)
    )


def begin(export_id: int) -> BookExport | None:
    """Take a file up, in the present transaction; None when it is made already. A later hand begins it anew."""
    row = lock(BookExport, export_id)
    if not EXPORT.can(row, "start"):
        return None
    EXPORT.move(row, "start")
    row.done_count = 0
    db.session.execute(delete(BookExportPart).where(BookExportPart.export_id == export_id))
    return row


def advance(export_id: int, count: int) -> None:
    """So many rows more are in; shown to whoever waits."""
    with transaction():
        lock(BookExport, export_id).done_count += count


def keep(export_id: int, file: IO[bytes]) -> None:
    """The file is whole."""
    file.seek(0)
    with transaction():
        row = lock(BookExport, export_id)
        for part_no, body in enumerate(iter(lambda: file.read(PART_BYTES), b""), start=1):
            db.session.add(BookExportPart(export_id=export_id, part_no=part_no, body=body))
            db.session.flush()
        EXPORT.move(row, "finish")
        row.finished_at, row.done_count = clock.now(), row.total_count


def forget_old() -> None:
    """Files older than a week go. Safe to repeat."""
    with transaction():
        db.session.execute(delete(BookExport).where(BookExport.made_at < clock.now() - KEEP))
