"""One move of a case: its state, whose turn it is until when, its log and its fact, together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from commerce.aftersale import queries
from commerce.aftersale.models import Case, CaseEntry, CaseLine
from commerce.aftersale.states import CASE, ENDED, WAITS_FOR
from commerce.events.aftersale import CaseEnded, CaseMoved
from commerce.orders import refunds as orders
from commerce.orders.models import Order
from jobs import outbox
from kernel.db import db, find, lock
from kernel.errors import NotFound
from tenants import settings


@dataclass(frozen=True)
class Held:
    """A case and its order, both locked."""

    case: Case
    order: Order

    @property
    def lines(self) -> Sequence[CaseLine]:
        return queries.lines_of([self.case.id])[self.case.id]


def take(case_id: int, *, member_id: int | None = None) -> Held:
    """Lock a case below its order. member_id: whose it must be; another's is not found."""
    found = find(Case, case_id)
    if member_id is not None and found.member_id != member_id:
        raise NotFound("没有找到这个售后单")
    order = lock(Order, found.order_id)
    return Held(lock(Case, case_id), order)


def moment() -> datetime:
    """The database's time: deadlines are set and judged by one clock, whatever the machines' clocks say."""
    return db.session.execute(select(func.now())).scalar_one()


def deadline(state: str, at: datetime) -> datetime | None:
    """When a state's time is over; none for those that wait for the gateway or for nobody."""
    hours = {
        "applied": settings.ANSWER_HOURS, "approving": settings.ANSWER_HOURS, "offered": settings.SHOPPER_HOURS,
        "to_exchange": settings.RESEND_HOURS,
    }  # fmt: skip
    days = {
        "refused": settings.ESCALATE_DAYS, "receipt_refused": settings.ESCALATE_DAYS,
        "to_return": settings.RETURN_DAYS, "returned": settings.RECEIPT_DAYS, "resent": settings.RECEIVE_DAYS,
        "arbitrating": settings.RULING_DAYS,
    }  # fmt: skip
    if state in hours:
        return at + timedelta(hours=hours[state].get())
    return at + timedelta(days=days[state].get()) if state in days else None


def make(held: Held, verb: str, *, by: str, reason: str = "", detail: dict[str, Any] | None = None) -> None:
    """Make a move. Raises IllegalMove when the case does not stand where it could."""
    case, at, before = held.case, moment(), held.case.state
    CASE.move(case, verb)
    case.waits_for, case.deadline_at = WAITS_FOR.get(case.state), deadline(case.state, at)
    write(case, verb, before, by=by, at=at, reason=reason, detail=detail)
    outbox.record(CaseMoved(case.id, case.order_id, verb, before, case.state, reason), by=by, at=at)
    if case.state in ENDED:
        _end(held, by=by, at=at)


def write(
    case: Case, verb: str, before: str | None, *, by: str, at: datetime, reason: str, detail: dict[str, Any] | None
) -> None:
    """One line of the case's log."""
    db.session.add(
        CaseEntry(
            case_id=case.id, at=at, by=by, verb=verb, from_state=before, to_state=case.state, reason=reason,
            detail=detail or {},
        )
    )  # fmt: skip


def _end(held: Held, *, by: str, at: datetime) -> None:
    """Pieces that were kept back may be shipped again, unless the refund has cancelled them."""
    case = held.case
    case.ended_at = at
    is_refunded = case.state == "refunded"
    kept = {} if is_refunded or not case.is_unshipped else {line.order_line_id: line.quantity for line in held.lines}
    orders.let_go(held.order, kept)
    refund_fen = (case.agreed_fen or 0) if is_refunded else 0
    outbox.record(CaseEnded(case.id, case.order_id, case.state, refund_fen), by=by, at=at)
