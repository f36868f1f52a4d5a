"""A case with its lines, evidence, parcels, log, messages and ruling; and cases agreed to in bulk."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.aftersale.states import BATCH, CASE
from kernel.db import TenantModel, belongs_to, indexed, unique


class Case(TenantModel):
    """One request about one order (售后单). Amounts are what goes back in all, freight included."""

    __tablename__ = "aftersale_cases"
    __table_args__ = (
        belongs_to("orders", "order_id"),
        belongs_to("members", "member_id"),
        belongs_to("refunds", "refund_id"),
        unique("number"),
        unique("order_id", "request_key"),
        CheckConstraint(
            "kind IN ('refund_only', 'return_refund', 'exchange', 'merchant_initiated', 'price_protection')",
            name="kind",
        ),
        CheckConstraint("asked_fen >= 0", name="asked_not_negative"),
        CheckConstraint("agreed_fen BETWEEN 0 AND asked_fen", name="agreed_within_asked"),
        CheckConstraint("offered_fen BETWEEN 1 AND asked_fen", name="offered_within_asked"),
        CheckConstraint("freight_fen BETWEEN 0 AND asked_fen", name="freight_within_asked"),
        CheckConstraint(
            "unread_shopper >= 0 AND unread_merchant >= 0 AND unread_operator >= 0", name="unread_not_negative"
        ),
        Index("ix_aftersale_cases_unread", "tenant_id", "id", postgresql_where=text("unread_merchant > 0")),
        indexed("order_id"),
        indexed("member_id", "id"),
        indexed("waits_for", "deadline_at", "id"),
        indexed("state", "id"),
        Index(
            "ix_aftersale_cases_due",
            "tenant_id",
            "deadline_at",
            postgresql_where=text("deadline_at IS NOT NULL AND waits_for IN ('merchant', 'shopper')"),
        ),
    )

    number: Mapped[str]
    order_id: Mapped[int]
    member_id: Mapped[int | None]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=CASE.initial)
    waits_for: Mapped[str | None]  # merchant, shopper, operator, gateway; nobody once it has ended
    deadline_at: Mapped[datetime | None]  # what happens by itself then: rules.AFTER
    reason: Mapped[str]  # a code of rules.REASONS
    note: Mapped[str] = mapped_column(default="")
    is_unshipped: Mapped[bool]  # about pieces that have not left the house
    goods_received: Mapped[bool]  # the shopper has them
    asked_fen: Mapped[int]
    offered_fen: Mapped[int | None]  # the merchant's other proposal
    agreed_fen: Mapped[int | None]
    freight_fen: Mapped[int] = mapped_column(default=0)  # the part of asked_fen that is freight
    is_put_back: Mapped[bool | None]  # received goods: sellable again (true) or written off
    received_at: Mapped[datetime | None]
    return_address: Mapped[str] = mapped_column(default="")  # snapshot of where to send the goods
    refund_id: Mapped[int | None]
    request_key: Mapped[str | None]  # the same tap twice is one case
    by: Mapped[str]
    agreed_by: Mapped[str | None]  # may not approve what they agreed to
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    unread_shopper: Mapped[int] = mapped_column(default=0)  # messages of the others since this side last looked
    unread_merchant: Mapped[int] = mapped_column(default=0)
    unread_operator: Mapped[int] = mapped_column(default=0)


class CaseLine(TenantModel):
    """Some pieces of one order line. units: the numbers of the pieces, 0 first; fen: what each of them is worth."""

    __tablename__ = "aftersale_lines"
    __table_args__ = (
        belongs_to("aftersale_cases", "case_id"),
        belongs_to("order_lines", "order_line_id"),
        belongs_to("skus", "exchange_sku_id"),
        unique("case_id", "order_line_id"),
        indexed("order_line_id"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("asked_fen >= 0", name="asked_not_negative"),
        CheckConstraint("refunded_fen BETWEEN 0 AND asked_fen", name="refunded_within_asked"),
    )

    case_id: Mapped[int]
    order_line_id: Mapped[int]
    quantity: Mapped[int]
    units: Mapped[list[Any]]
    fen: Mapped[list[Any]]  # per unit, adds up to asked_fen
    asked_fen: Mapped[int]
    refunded_fen: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[list[Any]] = mapped_column(default=list)  # per unit, once the refund is under way
    exchange_sku_id: Mapped[int | None]  # another variant of the same price; none: the same one


class CasePicture(TenantModel):
    """Evidence of one side."""

    __tablename__ = "aftersale_pictures"
    __table_args__ = (
        belongs_to("aftersale_cases", "case_id"),
        belongs_to("media", "media_id"),
        unique("case_id", "media_id", "side"),
        CheckConstraint("side IN ('shopper', 'merchant')", name="side"),
    )

    case_id: Mapped[int]
    media_id: Mapped[int]
    side: Mapped[str]


class CaseEntry(TenantModel):
    """One move of a case: who, when, why, from where to where. Append-only."""

    __tablename__ = "aftersale_entries"
    __table_args__ = (belongs_to("aftersale_cases", "case_id"), indexed("case_id", "id"))

    case_id: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    verb: Mapped[str]
    from_state: Mapped[str | None]  # none: the case begins
    to_state: Mapped[str]
    reason: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"fen": …}, {"carrier", "number"}


class CaseParcel(TenantModel):
    """Goods on their way: back to the shop, or the replacement to the shopper."""

    __tablename__ = "aftersale_parcels"
    __table_args__ = (
        belongs_to("aftersale_cases", "case_id"),
        unique("case_id", "direction"),
        indexed("tracking_number"),
        CheckConstraint("direction IN ('back', 'out')", name="direction"),
    )

    case_id: Mapped[int]
    direction: Mapped[str]
    carrier: Mapped[str]  # commerce/fulfilment/carriers.py
    tracking_number: Mapped[str]
    sent_at: Mapped[datetime]
    by: Mapped[str]


class Arbitration(TenantModel):
    """The operator was asked to decide."""

    __tablename__ = "aftersale_arbitrations"
    __table_args__ = (
        belongs_to("aftersale_cases", "case_id"),
        indexed("case_id"),
        Index("uq_aftersale_arbitrations_open", "tenant_id", "case_id", unique=True,
              postgresql_where=text("ruled_at IS NULL")),
        CheckConstraint("ruling IN ('refund', 'return_refund', 'reject', 'withdrawn')", name="ruling"),
    )  # fmt: skip

    case_id: Mapped[int]
    side: Mapped[str]  # who asked: shopper, merchant
    reason: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ruling: Mapped[str | None]
    ruled_fen: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    ruled_by: Mapped[str | None]
    ruled_at: Mapped[datetime | None]


class CaseMessage(TenantModel):
    """What one side says to the others. Append-only."""

    __tablename__ = "aftersale_messages"
    __table_args__ = (
        belongs_to("aftersale_cases", "case_id"),
        unique("case_id", "request_key"),
        indexed("case_id", "id"),
        CheckConstraint("side IN ('shopper', 'merchant', 'operator')", name="side"),
        CheckConstraint("length(words) <= 500", name="words_within_500"),
    )

    case_id: Mapped[int]
    at: Mapped[datetime]
    side: Mapped[str]
    by: Mapped[str]
    words: Mapped[str]  # may be empty when there are pictures
    request_key: Mapped[str]  # the same tap twice is one message


class MessagePicture(TenantModel):
    """A picture sent with a message."""

    __tablename__ = "aftersale_message_pictures"
    __table_args__ = (
        belongs_to("aftersale_messages", "message_id"),
        belongs_to("media", "media_id"),
        unique("message_id", "media_id"),
    )

    message_id: Mapped[int]
    media_id: Mapped[int]


class Upload(TenantModel):
    """A picture a shopper handed in, whether it was used or not; for the quota of a day."""

    __tablename__ = "aftersale_uploads"
    __table_args__ = (
        belongs_to("members", "member_id"),
        belongs_to("orders", "order_id"),
        indexed("member_id", "at"),
        indexed("order_id", "at"),
        indexed("at"),
    )

    member_id: Mapped[int]
    order_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Batch(TenantModel):
    """Cases agreed to together (批量同意)."""

    __tablename__ = "aftersale_batches"
    __table_args__ = (unique("request_key"),)

    state: Mapped[str] = mapped_column(default=BATCH.initial)
    by: Mapped[str]
    request_key: Mapped[str]  # the same tap twice is one batch
    made_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class BatchLine(TenantModel):
    """One case of a batch, and what became of it in words."""

    __tablename__ = "aftersale_batch_lines"
    __table_args__ = (
        belongs_to("aftersale_batches", "batch_id"),
        belongs_to("aftersale_cases", "case_id"),
        unique("batch_id", "case_id"),
        CheckConstraint("outcome IN ('agreed', 'left')", name="outcome"),
    )

    batch_id: Mapped[int]
    case_id: Mapped[int]
    outcome: Mapped[str | None]  # none: its turn has not come
    words: Mapped[str] = mapped_column(default="")
