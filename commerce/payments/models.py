"""Money in and back, one row of truth each."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.payments.states import PAYMENT, REFUND
from kernel.db import TenantModel, belongs_to, indexed, unique


class Payment(TenantModel):
    """One attempt to collect one order's total. Its number is the gateway's out_trade_no."""

    __tablename__ = "payments"
    __table_args__ = (
        unique("number"),
        unique("transaction_id"),
        Index(
            "uq_payments_open", "tenant_id", "order_id", unique=True,
            postgresql_where=text("state IN ('created', 'prepared')"),
        ),
        CheckConstraint("total_fen >= 1", name="total_positive"),
        indexed("order_id"),
    )  # fmt: skip

    order_id: Mapped[int]  # whose; an id only, orders stand above payments
    number: Mapped[str]
    total_fen: Mapped[int]
    state: Mapped[str] = mapped_column(default=PAYMENT.initial)
    payer_openid: Mapped[str | None]
    appid: Mapped[str | None]
    mchid: Mapped[str | None]
    prepay_id: Mapped[str | None]
    prepared_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # a waiting shopper had the gateway asked last
    transaction_id: Mapped[str | None]
    settled_at: Mapped[datetime | None]  # the gateway's own time
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]


class Refund(TenantModel):
    """Money going back. Its number is the gateway's out_refund_no: a retry keeps it, so nothing is paid twice."""

    __tablename__ = "refunds"
    __table_args__ = (
        belongs_to("payments", "payment_id"),
        unique("number"),
        unique("cause"),
        CheckConstraint("refund_fen >= 1", name="refund_positive"),
        indexed("order_id"),
        indexed("state"),
    )

    payment_id: Mapped[int]
    order_id: Mapped[int]
    number: Mapped[str]
    refund_fen: Mapped[int]
    state: Mapped[str] = mapped_column(default=REFUND.initial)
    cause: Mapped[str]  # one refund per intent: "group:7:order:42", "late:…"
    reason: Mapped[str]  # shown to the shopper
    by: Mapped[str]
    provider_refund_id: Mapped[str | None]
    account: Mapped[str | None]  # where the money went, in the gateway's words
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class RefundAttempt(TenantModel):
    """One call to the gateway about a refund and what it said; the refund keeps its number through all of them."""

    __tablename__ = "refund_attempts"
    __table_args__ = (belongs_to("refunds", "refund_id"), indexed("refund_id", "id"))

    refund_id: Mapped[int]
    at: Mapped[datetime]
    error: Mapped[str | None]  # none: the gateway took it in


class Notice(TenantModel):
    """One notification of the gateway; a repeat finds its row and does nothing (reliability I16)."""

    __tablename__ = "notices"
    __table_args__ = (unique("notice_id"),)

    notice_id: Mapped[str]
    kind: Mapped[str]
    outcome: Mapped[str]
    received_at: Mapped[datetime]


class Anomaly(TenantModel):
    """Money that does not add up, shown until somebody has dealt with it."""

    __tablename__ = "anomalies"
    __table_args__ = (unique("fingerprint"), indexed("resolved_at", "id"))

    kind: Mapped[str]  # amount_differs, unknown_trade, transaction_reused, second_capture, refund_failed…
    fingerprint: Mapped[str]  # the same anomaly is one row, however often it is reported
    detail: Mapped[dict[str, Any]]
    summary: Mapped[str]  # Chinese, for the merchant
    found_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
