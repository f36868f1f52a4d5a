"""Bills as WeChat Pay sent them, what differs from our books, and files of the books."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from commerce.books.states import BILL, DIFFERENCE, EXPORT
from kernel.db import TenantModel, belongs_to, indexed, unique


class Bill(TenantModel):
    """One day's trade bill or fund bill."""

    __tablename__ = "bills"
    __table_args__ = (unique("kind", "bill_on"), CheckConstraint("kind IN ('trade', 'fund')", name="kind_known"))

    kind: Mapped[str]
    bill_on: Mapped[date]
    state: Mapped[str] = mapped_column(default=BILL.initial)
    line_count: Mapped[int] = mapped_column(default=0)
    in_fen: Mapped[int] = mapped_column(default=0)
    out_fen: Mapped[int] = mapped_column(default=0)
    fee_fen: Mapped[int] = mapped_column(default=0)
    sha1: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    asked_at: Mapped[datetime | None]  # the last time WeChat Pay was asked
    loaded_at: Mapped[datetime | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class BillLine(TenantModel):
    """One line of a bill, as it was sent: history, never changed."""

    __tablename__ = "bill_lines"
    __table_args__ = (
        belongs_to("bills", "bill_id"),
        unique("bill_id", "line_no"),
        indexed("number"),
        indexed("vendor_number"),
    )

    bill_id: Mapped[int]
    line_no: Mapped[int]
    kind: Mapped[str]  # payment, refund, other
    number: Mapped[str]  # our payment or refund number
    vendor_number: Mapped[str]  # transaction id or refund id
    amount_fen: Mapped[int]  # came in > 0 > went out
    fee_fen: Mapped[int] = mapped_column(default=0)  # taken > 0 > given back
    state: Mapped[str]  # in WeChat Pay's words
    label: Mapped[str] = mapped_column(default="")  # the kind of business, in WeChat Pay's words
    at: Mapped[datetime]


class Difference(TenantModel):
    """Our side and theirs do not agree; laid out until somebody says what became of it."""

    __tablename__ = "differences"
    __table_args__ = (
        belongs_to("bills", "bill_id"),
        unique("fingerprint"),
        indexed("state", "id"),
        indexed("found_on", "id"),
        CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="resolved_is_signed"),
    )

    kind: Mapped[str]  # missing, doubled, amount, state, foreign, fee, late_clearing, no_journal, no_result, total
    fingerprint: Mapped[str]  # the same difference is one row, however often it is found
    source: Mapped[str]  # trade, fund, hourly
    bill_id: Mapped[int | None]
    found_on: Mapped[date]  # the business day it belongs to
    number: Mapped[str]  # payment or refund number
    vendor_number: Mapped[str] = mapped_column(default="")
    order_id: Mapped[int | None]
    our_fen: Mapped[int | None]
    their_fen: Mapped[int | None]
    our_state: Mapped[str] = mapped_column(default="")
    their_state: Mapped[str] = mapped_column(default="")
    summary: Mapped[str]  # Chinese, for the merchant
    owner: Mapped[str] = mapped_column(default="finance")  # a role, or "staff:3" who has taken it
    state: Mapped[str] = mapped_column(default=DIFFERENCE.initial)
    found_at: Mapped[datetime]
    resolution: Mapped[str | None]
    resolved_by: Mapped[str | None]
    resolved_at: Mapped[datetime | None]


class BookExport(TenantModel):
    """A file of the books, or of a list that is too long to wait for, made in the background."""

    __tablename__ = "book_exports"
    __table_args__ = (CheckConstraint("format IN ('csv', 'xlsx')", name="format_known"), indexed("by", "id"))

    subject: Mapped[str] = mapped_column(default="books")  # books, cases
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the list was narrowed to
    format: Mapped[str]
    since_on: Mapped[date]
    until_on: Mapped[date]  # inclusive
    state: Mapped[str] = mapped_column(default=EXPORT.initial)
    done_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int] = mapped_column(default=0)
    by: Mapped[str]
    cause: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class BookExportPart(TenantModel):
    """A portion of a finished file. In the database, because there the walls between shops stand already."""

    __tablename__ = "book_export_parts"
    __table_args__ = (belongs_to("book_exports", "export_id", ondelete="CASCADE"), unique("export_id", "part_no"))

    export_id: Mapped[int]
    part_no: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
