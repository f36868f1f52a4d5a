"""The invariants: one named query each, in sql/, which returns the rows that break it."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "sql"
HEAD = re.compile(r"-- (I\d+) (\w+)\n-- (.+)\n((?:-- .+\n)+)")


@dataclass(frozen=True)
class Invariant:
    """One promise. code: its number in the specification of reliability ("I6"); title: for the operator's screen.

    sql: gives tenant_id, subject ("order:42") and detail of every offender.
    """

    code: str
    name: str
    title: str
    promise: str
    sql: str


@cache
def every_invariant() -> tuple[Invariant, ...]:
    """All of them, by number."""
    found = [_read(path) for path in FOLDER.glob("*.sql")]
    return tuple(sorted(found, key=lambda invariant: (int(invariant.code[1:]), invariant.name)))


def chosen(wishes: tuple[str, ...]) -> tuple[Invariant, ...]:
    """Those with one of these numbers or names; all when nothing is wished. Raises LookupError for a stranger."""
    known = every_invariant()
    strangers = set(wishes) - {invariant.code for invariant in known} - {invariant.name for invariant in known}
    if strangers:
        raise LookupError(", ".join(sorted(strangers)))
    return tuple(each for each in known if not wishes or each.code in wishes or each.name in wishes)


def _read(path: Path) -> Invariant:
    text = path.read_text(encoding="utf8")
    head = HEAD.match(text)
    if head is None or path.stem != f"{head[1].lower()}_{head[2]}":
        raise ValueError(f"{path.name} does not begin with its number, name, title and promise")
    promise = " ".join(line.removeprefix("-- ") for line in head[4].splitlines())
    return Invariant(head[1], head[2], head[3], promise, text[head.end() :].strip())
