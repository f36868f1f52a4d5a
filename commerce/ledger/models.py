"""Journals and their entries. The application role may add and read, nothing else (migrations/guard.py)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from commerce.ledger.accounts import ACCOUNTS
from kernel.db import TenantModel, belongs_to, indexed, unique

_KNOWN = ", ".join(f"'{code}'" for code in ACCOUNTS)


class Journal(TenantModel):
    """One movement of money with its cause; the same effect of the same cause can stand here once."""

    __tablename__ = "journals"
    __table_args__ = (
        unique("cause_kind", "cause_id", "purpose"),
        CheckConstraint(
            "cause_kind IN ('payment', 'refund', 'notice', 'bill_line', 'difference', 'commission')", name="cause_known"
        ),
        indexed("order_id"),
        indexed("at", "id"),
    )

    cause_kind: Mapped[str]
    cause_id: Mapped[str]  # payment or refund number, WeChat's transaction id, id of the bill line
    purpose: Mapped[str]  # capture, sale, request, settle, fail:1, request:2, suspense, release, cleared, fee …
    order_id: Mapped[int | None]  # an id only, orders stand above
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]  # when it happened, in the gateway's time where it has one
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Entry(TenantModel):
    """One account's side of a journal. All sides of a journal sum to 0; a deferred trigger refuses anything else."""

    __tablename__ = "entries"
    __table_args__ = (
        belongs_to("journals", "journal_id"),
        CheckConstraint("amount_fen <> 0", name="amount_moves"),
        CheckConstraint(f"account IN ({_KNOWN})", name="account_known"),
        indexed("journal_id"),
        indexed("account", "subject", postgresql_include=["amount_fen", "at"]),
        indexed("account", "at", postgresql_include=["amount_fen"]),
    )

    journal_id: Mapped[int]
    account: Mapped[str]
    subject: Mapped[str]  # what must come back to 0 together on a clearing account: a payment, a refund
    amount_fen: Mapped[int]  # into the account > 0 > out of it
    at: Mapped[datetime]  # the journal's, so that sums over days need no join
