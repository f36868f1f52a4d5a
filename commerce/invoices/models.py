"""Invoices, their files, and the titles members keep."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.invoices.states import INVOICE
from kernel.db import TenantModel, belongs_to, indexed, unique


class InvoiceTitle(TenantModel):
    """抬头: whom a member's invoices are made out to."""

    __tablename__ = "invoice_titles"
    __table_args__ = (
        belongs_to("members", "member_id"),
        indexed("member_id"),
        CheckConstraint("kind IN ('personal', 'company')", name="kind"),
        CheckConstraint("(kind = 'company') = (tax_number <> '')", name="companies_have_numbers"),
    )

    member_id: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    tax_number: Mapped[str] = mapped_column(default="")  # 统一社会信用代码
    email: Mapped[str] = mapped_column(default="")
    deleted_at: Mapped[datetime | None]


class Invoice(TenantModel):
    """One invoice of one order; what it says is kept as it was asked for."""

    __tablename__ = "invoices"
    __table_args__ = (
        belongs_to("orders", "order_id"),
        belongs_to("members", "member_id"),
        indexed("state", "id"),
        indexed("order_id"),
        CheckConstraint("kind IN ('personal', 'company')", name="kind"),
        CheckConstraint("sum_fen >= 1", name="sum_positive"),
        CheckConstraint(
            "(state IN ('issued', 'to_flush', 'flushed')) = (number IS NOT NULL)", name="issued_is_numbered"
        ),
        CheckConstraint("(state = 'flushed') = (red_number IS NOT NULL)", name="flushed_is_numbered"),
        Index(
            "uq_invoices_living", "tenant_id", "order_id", unique=True,
            postgresql_where=text("state IN ('requested', 'issued', 'to_flush')"),
        ),
        Index("uq_invoices_number", "tenant_id", "number", unique=True),
    )  # fmt: skip

    order_id: Mapped[int]
    member_id: Mapped[int]
    state: Mapped[str] = mapped_column(default=INVOICE.initial)
    kind: Mapped[str]
    title: Mapped[str]
    tax_number: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    sum_fen: Mapped[int]  # what was paid and not given back, freight included
    number: Mapped[str | None]  # 发票号码, 20 digits of an electronic invoice
    issued_on: Mapped[date | None]  # as written on it
    red_number: Mapped[str | None]
    flushed_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")  # why rejected, withdrawn, recalled or flushed
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_at: Mapped[datetime | None]  # of the last move


class InvoiceFile(TenantModel):
    """The PDF of an invoice; kept with the shop's rows, so that only who may read them may read it."""

    __tablename__ = "invoice_files"
    __table_args__ = (
        belongs_to("invoices", "invoice_id"),
        unique("invoice_id", "kind"),
        CheckConstraint("kind IN ('blue', 'red')", name="kind"),
    )

    invoice_id: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
