"""Figures of the shop from its real rows. All sums in fen; days are the shop's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from commerce.analytics import statements as sql
from kernel import clock
from kernel.db import db
from kernel.tenancy import current_tenant_id
from tenants.settings import LATE_AFTER_HOURS, LOW_STOCK, SHIP_HOURS

SHIP_RATE_TARGET_BP = 9800
"""Source: 需求六「48小时发货率≥98%」."""
RATE_DAYS = 30
CHART_DAYS = 8


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody now."""

    to_ship: int
    held: int
    oldest_paid_at: datetime | None
    late: int
    to_pay: int
    low_stock: int
    anomalies: int
    refunds_failed: int
    shipped_in_time: int
    ship_due: int
    shelved: int
    cases: int
    cases_due_at: datetime | None
    cases_unread: int  # with messages nobody of the shop has read
    has_paid_order: bool

    @property
    def ship_rate_bp(self) -> int | None:
        """Share shipped within the promise, of the last 30 days; None before anything was due."""
        return self.shipped_in_time * 10_000 // self.ship_due if self.ship_due else None


@dataclass(frozen=True)
class Day:
    """What was paid on one day."""

    on: date
    paid_fen: int
    orders: int

    @property
    def average_fen(self) -> int:
        return self.paid_fen // self.orders if self.orders else 0


def menu_counts() -> dict[str, int]:
    """What waits for somebody, for the menu: to_ship, anomalies, differences, low_stock. One query."""
    values = {"tenant_id": current_tenant_id(), "low_stock": LOW_STOCK.get()}
    return dict(db.session.execute(text(sql.MENU_COUNTS), values).one()._mapping)


def waiting() -> Waiting:
    """The to-do tiles, the shipping promise and what the first steps need to know. One query."""
    at = clock.now()
    values = {
        "tenant_id": current_tenant_id(), "low_stock": LOW_STOCK.get(), "at": at,
        "late_before": at - timedelta(hours=LATE_AFTER_HOURS.get()),
        "promise": timedelta(hours=SHIP_HOURS.get()), "since": at - timedelta(days=RATE_DAYS),
    }  # fmt: skip
    return Waiting(**db.session.execute(text(sql.WAITING), values).one()._mapping)


def days(count: int = CHART_DAYS) -> list[Day]:
    """Payments of the last days, today last; a day without orders is there with zeros. One query."""
    today = clock.today_on()
    first = today - timedelta(days=count - 1)
    starts_at = datetime.combine(first, datetime.min.time(), clock.SHOP_ZONE)
    rows = db.session.execute(text(sql.DAYS), {"tenant_id": current_tenant_id(), "since": starts_at})
    found = {row.paid_on: Day(row.paid_on, int(row.paid_fen), row.orders) for row in rows}
    return [found.get(on, Day(on, 0, 0)) for on in (first + timedelta(days=n) for n in range(count))]


def best_sellers(limit: int = 5, within_days: int = 7) -> Sequence[Any]:
    """Products by paid pieces: product_id, title, media_key, pieces, paid_fen. One query."""
    values = {"tenant_id": current_tenant_id(), "since": clock.now() - timedelta(days=within_days), "limit": limit}
    return db.session.execute(text(sql.BEST_SELLERS), values).all()


def latest_orders(limit: int = 8) -> Sequence[Any]:
    """The newest orders: id, number, state, source, kind, is_blocked, total_fen, placed_at, title, pieces."""
    return db.session.execute(text(sql.LATEST_ORDERS), {"tenant_id": current_tenant_id(), "limit": limit}).all()


def running_activities(limit: int = 5) -> Sequence[Any]:
    """Group-buys on sale now: id, title, product, ends_at, succeeded_count, open_groups. One query."""
    values = {"tenant_id": current_tenant_id(), "at": clock.now(), "limit": limit}
    return db.session.execute(text(sql.RUNNING_ACTIVITIES), values).all()
