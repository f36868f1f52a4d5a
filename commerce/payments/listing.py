"""Refunds and anomalies as lists for the people who look after the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from commerce.payments.models import Anomaly, Refund
from kernel.db import db

OPEN = ("requested", "sent")
TABS: dict[str, tuple[str, ...]] = {"": (), "open": OPEN, "failed": ("failed",), "settled": ("settled",)}


@dataclass(frozen=True)
class MoneyPage:
    """One page, newest first; next_before_id: where the next one starts, None at the end."""

    rows: Sequence[Any]
    total: int
    next_before_id: int | None


def refunds(tab: str = "", *, before_id: int | None = None, limit: int = 20) -> MoneyPage:
    """Refunds of a tab of TABS."""
    conditions = [Refund.state.in_(TABS[tab])] if TABS[tab] else []
    return _page(Refund, conditions, before_id, limit)


def anomalies(*, is_resolved: bool, before_id: int | None = None, limit: int = 20) -> MoneyPage:
    """What waits for a person, or what somebody has dealt with."""
    condition = Anomaly.resolved_at.is_not(None) if is_resolved else Anomaly.resolved_at.is_(None)
    return _page(Anomaly, [condition], before_id, limit)


def refund_counts() -> dict[str, int]:
    """How many refunds each tab holds."""
    found = {
        state: count for state, count in db.session.execute(select(Refund.state, func.count()).group_by(Refund.state))
    }
    return {tab: sum(found.get(state, 0) for state in states or found) for tab, states in TABS.items()}


def _page(model: type[Any], conditions: list[Any], before_id: int | None, limit: int) -> MoneyPage:
    total = int(db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0)
    if before_id is not None:
        conditions = [*conditions, model.id < before_id]
    found = list(db.session.scalars(select(model).where(*conditions).order_by(model.id.desc()).limit(limit + 1)))
    return MoneyPage(found[:limit], total, found[limit - 1].id if len(found) > limit else None)
