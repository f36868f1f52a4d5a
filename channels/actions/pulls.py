"""How far the orders of a connection have been read."""

from datetime import datetime, timedelta

from sqlalchemy import select

from channels.models import PullCursor, SyncReport
from kernel.db import db, save

LEASE_S = 120


def claim(account_id: int, *, at: datetime) -> datetime | None:
    """Become the one who reads this connection's orders. None when it is ours now, else until when another has it."""
    cursor = _locked(account_id)
    if cursor.pulling_until is not None and cursor.pulling_until > at:
        return cursor.pulling_until
    cursor.pulling_until = at + timedelta(seconds=LEASE_S)
    return None


def release(account_id: int) -> None:
    """Let the next one read."""
    _locked(account_id).pulling_until = None


def advance(account_id: int, read_until: datetime) -> None:
    """Every page of a window has been taken in. The cursor only moves forward. Safe to repeat."""
    cursor = _locked(account_id)
    cursor.read_until = max(cursor.read_until, read_until)


def file_report(report: SyncReport) -> SyncReport:
    """Keep what a comparison found."""
    return save(report)


def _locked(account_id: int) -> PullCursor:
    statement = select(PullCursor).where(PullCursor.account_id == account_id).with_for_update(key_share=True)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()
