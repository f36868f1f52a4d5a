"""The bills of the past, as WeChat Pay would have sent them, and two differences to look at."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from commerce.books import actions, queries
from commerce.ledger.queries import end_of
from commerce.payments.models import Payment, Refund
from commerce.payments.ports import BillContent, BillEntry
from kernel import clock
from kernel.clock import shop_time
from kernel.db import db

FEE_BP = 60
FUND_DAYS = 7
STRANGE_FEN = 6600


def load_bills(today: date, *, number: int) -> None:
    """Every day before today: lines for all that moved, matched as on the day itself.

    number: of the shop. The first shows what a difference looks like, one settled and one open; the second has a
    fee that differs, the third a payment the bill lacks; 0 has none.
    """
    days = _days(today)
    for on in sorted(days):
        entries = days[on]
        if number == 1 and on == today - timedelta(days=4):
            entries = [replace(entries[0], amount_fen=entries[0].amount_fen - 1), *entries[1:]]
        if number == 1 and on == today - timedelta(days=1):
            entries = [*entries, _stranger(entries[-1])]
        if number == 3 and on == today - timedelta(days=2):
            entries = entries[:-1]
        at = end_of(on) + timedelta(hours=10, minutes=5)
        actions.load("trade", on, _content(entries), at=at)
        if on >= today - timedelta(days=FUND_DAYS):
            flows = _flows(days[on])
            if number == 2 and on == today - timedelta(days=2):
                flows[-1] = replace(flows[-1], amount_fen=flows[-1].amount_fen - 3)
            actions.load("fund", on, _content(flows), at=at)
    _settle_one(today - timedelta(days=4))


def _days(today: date) -> dict[date, list[BillEntry]]:
    found: list[BillEntry] = []
    for payment in db.session.scalars(select(Payment).where(Payment.state == "settled")):
        found.append(_entry("payment", payment.number, payment.transaction_id, payment.total_fen, payment.settled_at))
    for refund in db.session.scalars(select(Refund).where(Refund.state == "settled")):
        at = refund.sent_at or refund.settled_at
        found.append(_entry("refund", refund.number, refund.provider_refund_id, -refund.refund_fen, at))
    days: dict[date, list[BillEntry]] = defaultdict(list)
    for entry in sorted(found, key=lambda one: one.at):
        on = shop_time(entry.at).date()
        if on < today:
            days[on].append(entry)
    return days


def _entry(kind: str, number: str, vendor_number: str | None, fen: int, at: datetime | None) -> BillEntry:
    assert at is not None
    return BillEntry(kind, number, vendor_number or "", fen, "settled", at, fee_fen=round(fen * FEE_BP / 10000))


def _stranger(like: BillEntry) -> BillEntry:
    return replace(
        like, kind="payment", number="OFFLINE0815", vendor_number=f"4299{STRANGE_FEN:024d}", amount_fen=STRANGE_FEN,
        fee_fen=0, label="门店扫码收款",
    )  # fmt: skip


def _flows(entries: list[BillEntry]) -> list[BillEntry]:
    return [
        flow
        for entry in entries
        for flow in (
            replace(entry, fee_fen=0),
            replace(entry, kind="fee", amount_fen=-entry.fee_fen, fee_fen=0, label="扣除交易手续费"),
        )
        if flow.amount_fen
    ]


def _content(entries: list[BillEntry]) -> BillContent:
    came = sum(one.amount_fen for one in entries if one.amount_fen > 0)
    return BillContent(tuple(entries), "", len(entries), came, came - sum(one.amount_fen for one in entries))


def _settle_one(on: date) -> None:
    for row in queries.differences("open", since_on=on, until_on=on).rows:
        resolved = actions.resolve(row.id, "与微信客服核对，少结算 0.01 元，按账单入账", is_adjusted=True, by="staff:1")
        resolved.resolved_at = min(end_of(on) + timedelta(hours=15), clock.now())
