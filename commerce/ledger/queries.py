"""Balances, which are sums, and what is late in coming back to 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from commerce.ledger.accounts import CLEARING
from commerce.ledger.models import Entry, Journal
from kernel.clock import SHOP_ZONE
from kernel.db import db

LOOK_BACK_DAYS = 90
"""How far back late clearing is looked for; what has not moved since has long been a difference row."""


@dataclass(frozen=True)
class Late:
    """A clearing account that has not come back to 0 for one subject. open_fen: as posted, in > 0 > out."""

    account: str
    subject: str
    open_fen: int
    since_at: datetime
    due_at: datetime


def balances(accounts: Sequence[str] | None = None) -> dict[str, int]:
    """Every account's sum over all entries, in fen."""
    statement = select(Entry.account, func.sum(Entry.amount_fen)).group_by(Entry.account)
    if accounts is not None:
        statement = statement.where(Entry.account.in_(accounts))
    return {account: int(fen) for account, fen in db.session.execute(statement)}


def balance_of(account: str, subject: str) -> int:
    """One subject's sum on one account, in fen."""
    statement = select(func.coalesce(func.sum(Entry.amount_fen), 0)).where(
        Entry.account == account, Entry.subject == subject
    )
    return int(db.session.scalar(statement) or 0)


def balances_of(account: str, subjects: Sequence[str]) -> dict[str, int]:
    """The same for many subjects at once; those never posted are missing."""
    statement = (
        select(Entry.subject, func.sum(Entry.amount_fen))
        .where(Entry.account == account, Entry.subject.in_(subjects))
        .group_by(Entry.subject)
    )
    return {subject: int(fen) for subject, fen in db.session.execute(statement)}


def has_posted(cause_kind: str, cause_id: str, purpose: str) -> bool:
    """Whether this effect of this cause stands in the books."""
    statement = select(Journal.id).where(
        Journal.cause_kind == cause_kind, Journal.cause_id == cause_id, Journal.purpose == purpose
    )
    return db.session.scalar(statement) is not None


def has_moved(account: str, subject: str) -> bool:
    """Whether anything ever stood on an account for a subject."""
    statement = select(Entry.id).where(Entry.account == account, Entry.subject == subject).limit(1)
    return db.session.scalar(statement) is not None


def turns(cause_kind: str, cause_id: str, verb: str) -> int:
    """How often a numbered purpose ("fail:1", "fail:2") stands in the books for a cause."""
    statement = select(func.count()).select_from(Journal).where(
        Journal.cause_kind == cause_kind, Journal.cause_id == cause_id, Journal.purpose.like(f"{verb}:%")
    )  # fmt: skip
    return int(db.session.scalar(statement) or 0)


def late(at: datetime, *, limit: int = 200) -> list[Late]:
    """What should be back at 0 by now and is not, the longest overdue first."""
    statement = _late(at, Entry.account, Entry.subject).order_by(func.max(Entry.at)).limit(limit)
    return [
        Late(account, subject, int(fen), since, since + timedelta(seconds=CLEARING[account]))
        for account, subject, fen, since in db.session.execute(statement)
    ]


def late_by_shop(at: datetime) -> dict[int, tuple[int, int]]:
    """For the platform, in every shop's scope: by shop how many subjects are late, and their fen without signs."""
    found = _late(at, Entry.tenant_id, Entry.account, Entry.subject).subquery()
    statement = select(found.c.tenant_id, func.count(), func.sum(func.abs(found.c.open_fen)))
    rows = db.session.execute(statement.group_by(found.c.tenant_id))
    return {tenant_id: (count, int(fen)) for tenant_id, count, fen in rows}


def _late(at: datetime, *by: Any) -> Any:
    since_at = func.max(Entry.at)  # since it last moved: a refund that is tried again has its time anew
    due = or_(
        *(
            and_(Entry.account == account, since_at < at - timedelta(seconds=within_s))
            for account, within_s in CLEARING.items()
        )
    )
    of_ever = aliased(Entry)  # the other side may have moved before we look back
    open_fen = (
        select(func.sum(of_ever.amount_fen))
        .where(
            of_ever.tenant_id == Entry.tenant_id, of_ever.account == Entry.account, of_ever.subject == Entry.subject
        )
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(*by, open_fen.label("open_fen"), since_at.label("since_at"))
        .where(Entry.account.in_(CLEARING), Entry.at >= at - timedelta(days=LOOK_BACK_DAYS))
        .group_by(Entry.tenant_id, Entry.account, Entry.subject)
        .having(and_(func.sum(Entry.amount_fen) != 0, due, open_fen != 0))
    )


def start_of(on: date) -> datetime:
    """The first moment of a shop day."""
    return datetime(on.year, on.month, on.day, tzinfo=SHOP_ZONE)


def end_of(on: date) -> datetime:
    """The first moment after a shop day."""
    return start_of(on + timedelta(days=1))
