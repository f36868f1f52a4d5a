"""The strip of figures above the list of orders: paid today, waiting, shipped in time, money on its way back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from commerce.orders.models import Order
from commerce.payments.models import Refund
from kernel import clock
from kernel.db import db
from tenants import settings

RATE_DAYS = 30
CHART_DAYS = 8


@dataclass(frozen=True)
class Strip:
    """All from real rows. days_fen: paid per day of the shop's zone, today last."""

    days_fen: list[int]
    today_orders: int
    to_ship: int
    late: int
    oldest_paid_at: datetime | None
    shipped_in_time: int
    ship_due: int
    refunds_open: int
    refunds_open_fen: int
    refunds_failed: int

    @property
    def ship_rate_bp(self) -> int | None:
        """Share shipped within the promise; None before anything was due."""
        return self.shipped_in_time * 10_000 // self.ship_due if self.ship_due else None


def strip(at: datetime) -> Strip:
    """The figures at a moment; four statements, each on an index of its own."""
    days_fen, today_orders = _days()
    to_ship, late, oldest = _waiting(at)
    in_time, due = _promise(at)
    refunds: dict[str, tuple[int, int]] = {row[0]: (row[1], int(row[2])) for row in db.session.execute(_refunds())}
    open_ones = [refunds.get(state, (0, 0)) for state in ("requested", "sent")]
    return Strip(
        days_fen, today_orders, to_ship, late, oldest, in_time, due,
        refunds_open=sum(found for found, _ in open_ones), refunds_open_fen=int(sum(fen for _, fen in open_ones)),
        refunds_failed=refunds.get("failed", (0, 0))[0],
    )  # fmt: skip


def _days() -> tuple[list[int], int]:
    today = clock.today_on()
    first = today - timedelta(days=CHART_DAYS - 1)
    day = func.date(func.timezone(clock.SHOP_ZONE.key, Order.paid_at))
    statement = (
        select(day, func.sum(Order.total_fen), func.count())
        .where(Order.paid_at >= datetime.combine(first, datetime.min.time(), clock.SHOP_ZONE))
        .group_by(day)
    )
    found = {on: (int(fen), orders) for on, fen, orders in db.session.execute(statement)}
    days = [found.get(first + timedelta(days=n), (0, 0)) for n in range(CHART_DAYS)]
    return [fen for fen, _ in days], days[-1][1]


def _waiting(at: datetime) -> tuple[int, int, datetime | None]:
    late_before = at - timedelta(hours=settings.LATE_AFTER_HOURS.get())
    statement = select(func.count(), func.count().filter(Order.paid_at < late_before), func.min(Order.paid_at)).where(
        Order.state.in_(("paid", "part_shipped")), ~Order.is_blocked
    )
    row = db.session.execute(statement).one()
    return row[0], row[1], row[2]


def _promise(at: datetime) -> tuple[int, int]:
    promised_at = func.coalesce(Order.ship_by, Order.paid_at + timedelta(hours=settings.SHIP_HOURS.get()))
    statement = select(
        func.count().filter(Order.shipped_at <= promised_at),
        func.count().filter(Order.shipped_at.is_not(None) | (promised_at < at)),
    ).where(Order.paid_at > at - timedelta(days=RATE_DAYS), Order.state != "refunded", ~Order.is_blocked)
    row = db.session.execute(statement).one()
    return row[0], row[1]


def _refunds() -> Select[str, int, int]:
    return (
        select(Refund.state, func.count(), func.sum(Refund.refund_fen))
        .where(Refund.state.in_(("requested", "sent", "failed")))
        .group_by(Refund.state)
    )
