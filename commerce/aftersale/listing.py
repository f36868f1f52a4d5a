"""The merchant's queue of cases: tabs by whose turn it is, the one whose time runs out first on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from commerce.aftersale.models import Case
from commerce.aftersale.states import ENDED
from commerce.orders.models import Order
from kernel import keyset
from kernel.db import db

TABS: dict[str, tuple[str, ...]] = {
    "merchant": ("merchant",), "shopper": ("shopper",), "operator": ("operator",), "gateway": ("gateway",),
}  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Filter:
    """tab: a key of TABS, "ended" or "" for all; words: number of case or order; is_overdue: past its time."""

    tab: str = "merchant"
    kind: str = ""
    words: str = ""
    is_overdue: bool = False
    order_id: int | None = None


@dataclass(frozen=True)
class CasePage:
    """One page; before, after: cursors of the pages on either side."""

    rows: Sequence[tuple[Case, str]]  # with the order's number
    total: int
    before: str | None
    after: str | None


def page(asked: Filter, *, before: str = "", after: str = "", limit: int = 20) -> CasePage:
    """Cases of a filter: by remaining time while somebody has to act, else newest first."""
    conditions = _conditions(asked)
    is_queue = asked.tab in ("merchant", "shopper", "operator")
    total = int(db.session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0)
    turn = keyset.turn(_place if is_queue else keyset.row_id, before=before, after=after)
    statement: Any = select(Case, Order.number).join(Order, Case.order_id == Order.id).where(*conditions)
    columns: tuple[Any, ...] = (func.coalesce(Case.deadline_at, EPOCH), Case.id) if is_queue else (Case.id,)
    statement = keyset.ordered(statement, columns, turn, is_falling=not is_queue)
    found = [(row[0], row[1]) for row in db.session.execute(statement.limit(limit + 1))]
    cut = keyset.cut(found, turn, limit, _cursor if is_queue else lambda row: str(row[0].id))
    return CasePage(cut.rows, total, cut.before, cut.after)


def _conditions(asked: Filter) -> list[Any]:
    conditions: list[Any] = []
    if asked.tab in TABS:
        conditions.append(Case.waits_for.in_(TABS[asked.tab]))
    elif asked.tab == "ended":
        conditions.append(Case.state.in_(ENDED))
    if asked.kind:
        conditions.append(Case.kind == asked.kind)
    if asked.is_overdue:
        conditions.append(Case.deadline_at < func.now())
    if asked.order_id is not None:
        conditions.append(Case.order_id == asked.order_id)
    if asked.words:
        words = asked.words.upper()[:30]
        by_order = select(Order.id).where(Order.number.startswith(words, autoescape=True))
        conditions.append(or_(Case.number.startswith(words, autoescape=True), Case.order_id.in_(by_order)))
    return conditions


def _cursor(row: tuple[Case, str]) -> str:
    return f"{((row[0].deadline_at or EPOCH) - EPOCH) // timedelta(microseconds=1)}-{row[0].id}"


def _place(cursor: str) -> tuple[Any, ...] | None:
    micros, _, case_id = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 17 for part in (micros, case_id)):
        return None
    return EPOCH + timedelta(microseconds=int(micros)), int(case_id)


@dataclass(frozen=True)
class Counts:
    """How many wait for whom; overdue: of the merchant's; soonest_at: the merchant's next deadline."""

    merchant: int
    shopper: int
    operator: int
    gateway: int
    ended: int
    overdue: int
    soonest_at: datetime | None


def counts() -> Counts:
    """One statement for the tabs and the tile."""
    is_ours = Case.waits_for == "merchant"
    row = db.session.execute(
        select(
            func.count().filter(is_ours).label("merchant"),
            func.count().filter(Case.waits_for == "shopper").label("shopper"),
            func.count().filter(Case.waits_for == "operator").label("operator"),
            func.count().filter(Case.waits_for == "gateway").label("gateway"),
            func.count().filter(Case.waits_for.is_(None)).label("ended"),
            func.count().filter(is_ours, Case.deadline_at < func.now()).label("overdue"),
            func.min(Case.deadline_at).filter(is_ours).label("soonest_at"),
        )
    ).one()
    return Counts(**row._asdict())
