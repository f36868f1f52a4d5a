"""Reads for the operator's screen."""

from dataclasses import dataclass

from sqlalchemy import func, select

from invariants.catalogue import Invariant, every_invariant
from invariants.models import InvariantCheck
from kernel.db import db


@dataclass(frozen=True)
class Standing:
    """An invariant and the newest verdict; none: not asked yet."""

    invariant: Invariant
    last: InvariantCheck | None

    @property
    def is_broken(self) -> bool:
        return self.last is not None and self.last.found > 0


def standings() -> list[Standing]:
    """All invariants with their newest verdict, broken ones first; one query."""
    newest = {row.name: row for row in db.session.scalars(select(InvariantCheck))}
    found = [Standing(invariant, newest.get(invariant.name)) for invariant in every_invariant()]
    return sorted(found, key=lambda standing: not standing.is_broken)


def broken() -> int:
    """How many invariants the newest check found broken; the alarm on the operator's first page."""
    statement = select(func.count()).select_from(InvariantCheck).where(InvariantCheck.found > 0)
    return int(db.session.scalar(statement) or 0)
