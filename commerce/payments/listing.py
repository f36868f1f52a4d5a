"""Refunds and anomalies as lists for the people who look after the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from commerce.payments.models import Anomaly, Refund
from kernel import keyset
from kernel.db import db

OPEN = ("requested", "sent")
TABS: dict[str, tuple[str, ...]] = {"": (), "open": OPEN, "failed": ("failed",), "settled": ("settled",)}


@dataclass(frozen=True)
class MoneyPage:
    """One page, newest first; before, after: cursors of the pages on either side, None at the ends."""

    rows: Sequence[Any]
    total: int
    before: str | None
    after: str | None


def refunds(
    tab: str = "", *, words: str = "", order_id: int | None = None, before: str = "", after: str = "", limit: int = 20
) -> MoneyPage:
    """Refunds of a tab of TABS. words: a refund's number, ours or the gateway's; order_id: or of this very order."""
    conditions: list[Any] = [Refund.state.in_(TABS[tab])] if TABS[tab] else []
    if words:
        conditions.append(or_(Refund.number == words, Refund.provider_refund_id == words, Refund.order_id == order_id))
    return _page(Refund, conditions, keyset.turn(keyset.row_id, before=before, after=after), limit)


def anomalies(*, is_resolved: bool, before: str = "", after: str = "", limit: int = 20) -> MoneyPage:
    """What waits for a person, or what somebody has dealt with."""
    condition = Anomaly.resolved_at.is_not(None) if is_resolved else Anomaly.resolved_at.is_(None)
    return _page(Anomaly, [condition], keyset.turn(keyset.row_id, before=before, after=after), limit)


def refund_counts() -> dict[str, int]:
    """How many refunds each tab holds."""
    found = {
        state: count for state, count in db.session.execute(select(Refund.state, func.count()).group_by(Refund.state))
    }
    return {tab: sum(found.get(state, 0) for state in states or found) for tab, states in TABS.items()}


def _page(model: type[Any], conditions: list[Any], asked: keyset.Turn, limit: int) -> MoneyPage:
    total = int(db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0)
    statement = keyset.ordered(select(model).where(*conditions), (model.id,), asked)
    cut = keyset.cut(list(db.session.scalars(statement.limit(limit + 1))), asked, limit, lambda row: str(row.id))
    return MoneyPage(cut.rows, total, cut.before, cut.after)
