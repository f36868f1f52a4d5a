"""Our side of a bill, and the differences as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from commerce.books.models import Bill, BillLine, Difference
from commerce.books.rules import MONEY, Fees, Ours
from commerce.ledger import queries as accounts
from commerce.ledger.models import Entry, Journal
from commerce.ledger.queries import end_of, start_of
from commerce.payments.models import Payment, Refund
from commerce.payments.ports import BillEntry
from kernel import keyset
from kernel.db import db, find
from tenants import settings

EDGE = timedelta(minutes=5)
"""Refunds this near midnight may stand in either day's bill; none of the two can be said to lack them."""
PORTION = 1000


def own_mchid() -> str:
    """The merchant number whose bills these are; empty while WeChat Pay is not connected."""
    is_partner = settings.PAY_MODE.get() == "partner"
    return str(settings.PAY_SUB_MCHID.get() if is_partner else settings.PAY_MCHID.get())


def ours_of(kind: str, on: date, entries: Sequence[BillEntry]) -> list[Ours]:
    """What our books know of a day's bill: all it must have, and all it talks about."""
    since_at, until_at = start_of(on), end_of(on)
    payments = {row.id: row for row in _due_payments(since_at, until_at)}
    due = set(payments)
    refunds = {row.id: row for row in _due_refunds(kind, since_at, until_at)}
    due_refunds = set(refunds)
    for start in range(0, len(entries), PORTION):
        portion = entries[start : start + PORTION]
        payments |= {row.id: row for row in _payments_named(portion)}
        refunds |= {row.id: row for row in _refunds_named(portion)}
    return [
        *(_payment(row, is_due=row.id in due) for row in payments.values()),
        *(_refund(row, is_due=row.id in due_refunds) for row in refunds.values()),
        *_parked(entries, {row.transaction_id for row in payments.values()}),
    ]


def _due_payments(since_at: datetime, until_at: datetime) -> Sequence[Payment]:
    statement = select(Payment).where(
        Payment.state == "settled", Payment.settled_at >= since_at, Payment.settled_at < until_at,
        Payment.mchid == own_mchid(),
    )  # fmt: skip
    return db.session.scalars(statement).all()


def _due_refunds(kind: str, since_at: datetime, until_at: datetime) -> Sequence[Refund]:
    """Settled ones that were sent that day; in the fund bill they must also have been settled that day."""
    sent_at = func.coalesce(Refund.sent_at, Refund.settled_at)
    statement = (
        select(Refund)
        .join(Payment, (Payment.tenant_id == Refund.tenant_id) & (Payment.id == Refund.payment_id))
        .where(
            Refund.state == "settled", sent_at >= since_at + EDGE, sent_at < until_at - EDGE,
            Payment.mchid == own_mchid(),
        )
    )  # fmt: skip
    if kind == "fund":
        statement = statement.where(Refund.settled_at < until_at - EDGE)
    return db.session.scalars(statement).all()


def _payments_named(entries: Sequence[BillEntry]) -> Sequence[Payment]:
    named = [entry for entry in entries if entry.kind == "payment"]
    numbers, vendors = {one.number for one in named}, {one.vendor_number for one in named}
    statement = select(Payment).where(or_(Payment.number.in_(numbers), Payment.transaction_id.in_(vendors)))
    return db.session.scalars(statement).all() if named else []


def _refunds_named(entries: Sequence[BillEntry]) -> Sequence[Refund]:
    numbers = {one.number for one in entries if one.kind == "refund"}
    return db.session.scalars(select(Refund).where(Refund.number.in_(numbers))).all() if numbers else []


def _payment(row: Payment, *, is_due: bool) -> Ours:
    state = "settled" if row.state == "settled" else "open"
    return Ours("payment", row.number, row.transaction_id or "", row.total_fen, state, row.order_id, is_due)


def _refund(row: Refund, *, is_due: bool) -> Ours:
    state = {"settled": "settled", "failed": "failed"}.get(row.state, "open")
    vendor_number = row.provider_refund_id or ""
    return Ours("refund", row.number, vendor_number, -row.refund_fen, state, row.order_id, is_due)


def _parked(entries: Sequence[BillEntry], known: set[str | None]) -> list[Ours]:
    """Money that a notice told of and no payment explains: it has its anomaly, the bill only confirms it."""
    strange = {one.vendor_number for one in entries if one.kind == "payment"} - known
    statement = (
        select(Journal.cause_id, Entry.amount_fen)
        .join(Entry, (Entry.tenant_id == Journal.tenant_id) & (Entry.journal_id == Journal.id))
        .where(
            Journal.cause_kind == "notice", Journal.purpose == "suspense", Journal.cause_id.in_(strange),
            Entry.account == "wechat_clearing",
        )
    )  # fmt: skip
    rows = db.session.execute(statement).all() if strange else []
    return [Ours("payment", "", vendor_number, fen, "settled") for vendor_number, fen in rows]


def fees_of(bill_id: int) -> dict[str, Fees]:
    """What each movement of a bill cost, by vendor number; in a fund bill fees are lines of their own."""
    is_money, is_fee = BillLine.kind.in_(MONEY), BillLine.kind == "fee"
    fee = func.coalesce(func.sum(BillLine.fee_fen), 0) - func.coalesce(func.sum(BillLine.amount_fen).filter(is_fee), 0)
    statement = select(
        BillLine.vendor_number, func.coalesce(func.min(BillLine.kind).filter(is_money), "fee"),
        func.min(BillLine.number), func.coalesce(func.sum(BillLine.amount_fen).filter(is_money), 0), fee,
        func.count().filter(is_money),
        func.coalesce(func.bool_and(BillLine.state == "settled").filter(is_money), True),
    ).where(BillLine.bill_id == bill_id, is_money | is_fee)  # fmt: skip
    rows = db.session.execute(statement.group_by(BillLine.vendor_number))
    return {row[0]: Fees(row[1], row[2], int(row[3]), int(row[4]), row[5], row[6]) for row in rows}


def is_fee_of_another_day(vendor_number: str) -> bool:
    """Whether another day's trade bill has this movement: at midnight the two bills may part."""
    joined = select(BillLine.id).join(Bill, (Bill.tenant_id == BillLine.tenant_id) & (Bill.id == BillLine.bill_id))
    known = joined.where(Bill.kind == "trade", BillLine.vendor_number == vendor_number).limit(1)
    return db.session.scalar(known) is not None


def seen_before(kind: str, on: date, entries: Sequence[BillEntry]) -> frozenset[tuple[str, str]]:
    """(kind, vendor number) of these entries that came with another day's bill already."""
    vendors = {one.vendor_number for one in entries}
    statement = (
        select(BillLine.kind, BillLine.vendor_number)
        .join(Bill, (Bill.tenant_id == BillLine.tenant_id) & (Bill.id == BillLine.bill_id))
        .where(Bill.kind == kind, Bill.bill_on != on, BillLine.vendor_number.in_(vendors))
    )
    return frozenset((row.kind, row.vendor_number) for row in db.session.execute(statement)) if vendors else frozenset()


def bills(since_on: date, until_on: date) -> Sequence[Bill]:
    """The bills of these days, newest first."""
    statement = select(Bill).where(Bill.bill_on >= since_on, Bill.bill_on <= until_on)
    return db.session.scalars(statement.order_by(Bill.bill_on.desc(), Bill.kind.desc())).all()


@dataclass(frozen=True)
class DifferencePage:
    """One page, newest first. before, after: cursors of the pages on either side, None at the ends."""

    rows: Sequence[Difference]
    total: int
    before: str | None
    after: str | None


def differences(
    state: str = "open", *, since_on: date | None = None, until_on: date | None = None,
    before: str = "", after: str = "", limit: int = 20,
) -> DifferencePage:  # fmt: skip
    """Differences in a state ("" is all) of these business days."""
    conditions = [Difference.state == state] if state else []
    if since_on is not None:
        conditions.append(Difference.found_on >= since_on)
    if until_on is not None:
        conditions.append(Difference.found_on <= until_on)
    total = int(db.session.scalar(select(func.count()).select_from(Difference).where(*conditions)) or 0)
    page = keyset.newest_first(
        select(Difference).where(*conditions), Difference.id, lambda page: list(db.session.scalars(page)),
        lambda row: row.id, before=before, after=after, limit=limit,
    )  # fmt: skip
    return DifferencePage(page.rows, total, page.before, page.after)


def still_open(row: Difference) -> list[tuple[str, str, int]]:
    """What of a difference has not come back to 0 in the books: account, subject, fen as posted."""
    subjects = sorted({row.number, row.vendor_number} - {""})
    sums = [(account, accounts.balances_of(account, subjects)) for account in ("wechat_clearing", "suspense")]
    return [(account, subject, found[subject]) for account, found in sums for subject in subjects if found.get(subject)]


def difference(difference_id: int) -> Difference:
    """One difference."""
    return find(Difference, difference_id)


def open_counts() -> dict[date, int]:
    """How many differences are open, by business day."""
    statement = select(Difference.found_on, func.count()).where(Difference.state == "open")
    return {on: count for on, count in db.session.execute(statement.group_by(Difference.found_on))}
