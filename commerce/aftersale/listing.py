"""The merchant's queue of cases: tabs by whose turn it is, the one whose time runs out first on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from commerce.aftersale.models import Case, CaseParcel
from commerce.aftersale.states import ENDED
from commerce.orders.models import Order
from kernel import keyset
from kernel.clock import SHOP_ZONE
from kernel.db import db

SIDES = ("merchant", "shopper", "operator", "gateway")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Filter:
    """tab: one of SIDES, "ended" or "" for all; words: number of case, order or parcel, or who received
    it; is_overdue: past its time.

    is_unread: the buyer or the operator has said something nobody here has read. since_on: opened on this day or later.
    """

    tab: str = "merchant"
    kind: str = ""
    words: str = ""
    is_overdue: bool = False
    reason: str = ""
    is_unread: bool = False
    since_on: date | None = None


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
    total = count(asked)
    turn = keyset.turn(_place if is_queue else keyset.row_id, before=before, after=after)
    statement: Any = select(Case, Order.number).join(Order, Case.order_id == Order.id).where(*conditions)
    columns: tuple[Any, ...] = (func.coalesce(Case.deadline_at, EPOCH), Case.id) if is_queue else (Case.id,)
    statement = keyset.ordered(statement, columns, turn, is_falling=not is_queue)
    found = [(row[0], row[1]) for row in db.session.execute(statement.limit(limit + 1))]
    cut = keyset.cut(found, turn, limit, _cursor if is_queue else lambda row: str(row[0].id))
    return CasePage(cut.rows, total, cut.before, cut.after)


def ids(asked: Filter, limit: int) -> list[int]:
    """The first cases of a filter, the most urgent first; for what is done to all matched."""
    statement = select(Case.id).where(*_conditions(asked)).order_by(func.coalesce(Case.deadline_at, EPOCH), Case.id)
    return list(db.session.scalars(statement.limit(limit)))


def count(asked: Filter) -> int:
    """How many cases a filter holds."""
    return int(db.session.scalar(select(func.count()).select_from(Case).where(*_conditions(asked))) or 0)


def portion(asked: Filter, after_id: int, limit: int) -> list[tuple[Case, str]]:
    """Cases of a filter with their order's number, oldest first, after an id; for files."""
    statement = select(Case, Order.number).join(Order, Case.order_id == Order.id)
    found = statement.where(*_conditions(asked), Case.id > after_id).order_by(Case.id).limit(limit)
    return [(row[0], row[1]) for row in db.session.execute(found)]


def _conditions(asked: Filter) -> list[Any]:
    wanted = {
        Case.waits_for == asked.tab: asked.tab in SIDES,
        Case.state.in_(ENDED): asked.tab == "ended",
        Case.kind == asked.kind: asked.kind,
        Case.reason == asked.reason: asked.reason,
        Case.deadline_at < func.now(): asked.is_overdue,
        Case.unread_merchant > 0: asked.is_unread,
    }
    conditions: list[Any] = [condition for condition, is_wanted in wanted.items() if is_wanted]
    if asked.since_on is not None:
        conditions.append(Case.opened_at >= datetime.combine(asked.since_on, time(), SHOP_ZONE))
    if asked.words:
        conditions.append(_spoken_of(asked.words.strip()[:30]))
    return conditions


def _spoken_of(words: str) -> Any:
    """Cases by what is at hand: a number, who calls, or the parcel that has just come in."""
    number = words.upper()
    orders = [Order.number.startswith(number, autoescape=True), Order.recipient_name.op("^@")(words)]
    if words.isascii() and words.isdigit() and len(words) in (4, 11):
        is_whole = len(words) == 11
        by_end = Order.phone_end == words[-4:]
        orders.append(and_(by_end, Order.recipient["phone"].astext == words) if is_whole else by_end)
    parcels = select(CaseParcel.case_id).where(CaseParcel.tracking_number == number)
    return or_(
        Case.number.startswith(number, autoescape=True), Case.id.in_(parcels),
        *(Case.order_id.in_(select(Order.id).where(condition)) for condition in orders),
    )  # fmt: skip


def _cursor(row: tuple[Case, str]) -> str:
    return f"{((row[0].deadline_at or EPOCH) - EPOCH) // timedelta(microseconds=1)}-{row[0].id}"


def _place(cursor: str) -> tuple[Any, ...] | None:
    micros, _, case_id = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 17 for part in (micros, case_id)):
        return None
    return EPOCH + timedelta(microseconds=int(micros)), int(case_id)


@dataclass(frozen=True)
class Counts:
    """How many wait for whom; unread: with messages nobody here has read; overdue, soonest_at: of the merchant's."""

    merchant: int
    shopper: int
    operator: int
    gateway: int
    ended: int
    unread: int
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
            func.count().filter(Case.unread_merchant > 0).label("unread"),
            func.count().filter(is_ours, Case.deadline_at < func.now()).label("overdue"),
            func.min(Case.deadline_at).filter(is_ours).label("soonest_at"),
        )
    ).one()
    return Counts(**row._asdict())
