"""Fetching bills, asking again about what differs, and the hourly cross-check. Gather, call, record."""

from datetime import date, timedelta

import structlog
from sqlalchemy import select

from commerce.books import actions, checks, queries
from commerce.books.models import Bill, BillLine
from commerce.books.rules import Found
from commerce.ledger import actions as ledger
from commerce.ledger import queries as accounts
from commerce.ledger import rules as posting
from commerce.orders import jobs as orders
from commerce.payments import actions as payments
from commerce.payments import queries as money
from commerce.payments.models import Refund
from commerce.payments.ports import BillContent, GatewayAway, GatewayRefused, gateway
from jobs.queue import Postponed, later
from kernel import clock
from kernel.db import db, reading, transaction
from tenants import stops

READY_HOUR = 10
"""Source: WeChat Pay, bills of a day are ready the next day after 10:00."""
ASK_AGAIN = timedelta(minutes=30)
KEEP_ASKING_DAYS = 7
CATCH_UP_DAYS = 3
log = structlog.get_logger()


def fetch_bills() -> None:
    """Every day at 10:00: yesterday's bills, and those of the days before that are still missing. Safe to repeat."""
    with reading():
        if not queries.own_mchid():
            return
        last_on = _newest_ready()
        known = {
            (bill.kind, bill.bill_on): bill for bill in queries.bills(last_on - timedelta(days=CATCH_UP_DAYS), last_on)
        }
    with transaction():
        for back in range(CATCH_UP_DAYS):
            on = last_on - timedelta(days=back)
            for kind in ("trade", "fund"):
                if _is_wanted(known.get((kind, on))):
                    later(fetch_bill, kind, on.isoformat(), key=f"bill:{kind}:{on}")


def _is_wanted(bill: Bill | None) -> bool:
    """Never asked for, or nobody has asked for a long while: a late bill has a job of its own that keeps asking."""
    if bill is None or bill.asked_at is None:
        return True
    return bill.state == "late" and bill.asked_at < clock.now() - 4 * ASK_AGAIN


def _newest_ready() -> date:
    now = clock.shop_time(clock.now())
    return now.date() - timedelta(days=1 if now.hour >= READY_HOUR else 2)


def fetch_bill(kind: str, day: str) -> None:
    """Fetch one bill and match it; when it is not to be had, again in half an hour, and after some tries an alarm.

    Safe to repeat: a bill that is in stays as it is.
    """
    on = date.fromisoformat(day)
    try:
        content = gateway().bill(kind, on)
    except (GatewayAway, GatewayRefused) as error:
        cause = error.message if isinstance(error, GatewayRefused) else str(error)
        with transaction():
            bill = actions.record_late(kind, on, cause, at=clock.now())
        log.warning("books.bill_late", kind=kind, bill_on=day, attempts=bill.attempts, cause=cause)
        if bill.attempts and clock.today_on() - on > timedelta(days=KEEP_ASKING_DAYS):
            raise
        raise Postponed(clock.now() + ASK_AGAIN, f"bill:{kind}:{day}: {cause}") from error
    take_in(kind, on, content)


def take_in(kind: str, on: date, content: BillContent | None) -> list[Found]:
    """Record a bill and have what differs in state asked for at WeChat Pay."""
    with transaction():
        found = list(actions.load(kind, on, content, at=clock.now()))
        for one in found:
            if one.kind == "state" and one.ours is not None:
                later(ask, one.ours.kind, one.ours.number, key=f"ask:{one.ours.number}")
        clear_slow_refunds()
    return found


def ask(kind: str, number: str) -> None:
    """The bill says otherwise than we do: ask WeChat Pay itself. Safe to repeat."""
    if kind == "payment":
        orders.ask_now(number)
    else:
        payout = gateway().query_refund(number)
        with transaction():
            refund = money.refund_by_number(number)
            if refund is not None:
                payments.record_payout(refund.id, payout, at=clock.now())
    with transaction():
        checks.heal(clock.now())


def clear_slow_refunds() -> int:
    """Refunds that were still under way in their bill (which never says more) and have been settled since.

    Needs a transaction. Safe to repeat: a line clears once.
    """
    slow = (
        select(BillLine.id, BillLine.amount_fen, Refund.number, Refund.order_id, Refund.settled_at)
        .join(Bill, (Bill.tenant_id == BillLine.tenant_id) & (Bill.id == BillLine.bill_id))
        .join(Refund, (Refund.tenant_id == BillLine.tenant_id) & (Refund.number == BillLine.number))
        .where(
            Bill.kind == "trade", Bill.bill_on >= clock.today_on() - timedelta(days=30), BillLine.kind == "refund",
            BillLine.state == "processing", Refund.state == "settled", Refund.refund_fen == -BillLine.amount_fen,
        )
    )  # fmt: skip
    rows = db.session.execute(slow).all()
    still_open = accounts.balances_of("wechat_clearing", [row.number for row in rows]) if rows else {}
    return ledger.post_all(
        [
            posting.cleared(row.id, row.number, row.amount_fen, order_id=row.order_id, at=row.settled_at)
            for row in rows
            if still_open.get(row.number)
        ]
    )


def cross_check() -> None:
    """Every hour: rows against books, clearing accounts against their time, bills against the calendar."""
    with transaction():
        checks.heal(clock.now())
        clear_slow_refunds()
        checks.cross_check(clock.now(), refunds_are_stopped=stops.is_stopped(stops.REFUNDS))
    fetch_bills()
