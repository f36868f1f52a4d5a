"""Keeping what a check has found."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from invariants.catalogue import every_invariant
from invariants.checker import Verdict
from invariants.models import InvariantCheck
from kernel.db import db


def keep(verdicts: Iterable[Verdict], *, at: datetime) -> None:
    """The newest verdicts take the place of the last ones; since when something is broken stays. Safe to repeat."""
    for verdict in verdicts:
        values = {
            "name": verdict.invariant.name, "checked_at": at, "found": verdict.found, "took_ms": verdict.took_ms,
            "offenders": [asdict(offender) for offender in verdict.offenders],
            "broken_since_at": at if verdict.found else None,
        }  # fmt: skip
        since = func.coalesce(InvariantCheck.broken_since_at, at) if verdict.found else None
        statement = insert(InvariantCheck).values(values)
        changes = {**values, "broken_since_at": since}
        db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changes))
    known = [invariant.name for invariant in every_invariant()]
    db.session.execute(delete(InvariantCheck).where(InvariantCheck.name.not_in(known)))
