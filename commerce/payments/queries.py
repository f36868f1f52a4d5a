"""Reads about payments and refunds."""

from collections.abc import Sequence

from sqlalchemy import func, select

from commerce.ledger import queries as books
from commerce.payments.models import Anomaly, Notice, Payment, Refund, RefundAttempt
from kernel.db import db, find


def payment_by_number(number: str) -> Payment | None:
    """The payment with this out_trade_no, or None."""
    return db.session.scalar(select(Payment).where(Payment.number == number))


def payment_of(order_id: int) -> Payment | None:
    """The order's settled payment, else its newest."""
    statement = (
        select(Payment)
        .where(Payment.order_id == order_id)
        .order_by((Payment.state == "settled").desc(), Payment.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def refunds_of(order_ids: Sequence[int]) -> list[Refund]:
    """All refunds of these orders, oldest first."""
    return list(db.session.scalars(select(Refund).where(Refund.order_id.in_(order_ids)).order_by(Refund.id)))


def refund(refund_id: int) -> Refund:
    """One refund of the shop."""
    return find(Refund, refund_id)


def attempts_of(refund_id: int) -> list[RefundAttempt]:
    """Every call to the gateway about a refund, newest first."""
    statement = select(RefundAttempt).where(RefundAttempt.refund_id == refund_id).order_by(RefundAttempt.id.desc())
    return list(db.session.scalars(statement))


def refund_by_number(number: str) -> Refund | None:
    """The refund with this out_refund_no, or None."""
    return db.session.scalar(select(Refund).where(Refund.number == number))


def is_taken_in(notice_id: str) -> bool:
    """Whether a notification was taken in before."""
    return db.session.scalar(select(Notice.id).where(Notice.notice_id == notice_id)) is not None


def refunded_fen(payment_id: int) -> int:
    """What has gone or is going back of a payment; failed refunds do not count."""
    statement = select(func.coalesce(func.sum(Refund.refund_fen), 0)).where(
        Refund.payment_id == payment_id, Refund.state != "failed"
    )
    return int(db.session.scalar(statement) or 0)


def unfinished() -> tuple[int, int]:
    """How many payments may still be paid at the gateway, and how many refunds are on their way."""
    payments = select(func.count()).select_from(Payment).where(Payment.state.in_(("prepared", "closing")))
    refunds = select(func.count()).select_from(Refund).where(Refund.state.in_(("requested", "sent")))
    row = db.session.execute(select(payments.scalar_subquery(), refunds.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def parked_fen(anomaly_id: int) -> int:
    """What of an anomaly's money stands in suspense, in fen. Raises NotFound."""
    subject = parked_subject(find(Anomaly, anomaly_id))
    return -books.balance_of("suspense", subject) if subject else 0


def parked_subject(anomaly: Anomaly) -> str:
    """Under what an anomaly's money stands in suspense: the strange transaction, or the payment whose refund failed."""
    return str(anomaly.detail.get("transaction_id") or anomaly.detail.get("payment_number") or "")


def open_anomalies() -> list[Anomaly]:
    """What a person still has to look at."""
    return list(db.session.scalars(select(Anomaly).where(Anomaly.resolved_at.is_(None)).order_by(Anomaly.id.desc())))
