"""Facts and handlers of the tests' own, in place of the shop's, and looks at the rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from app.subscriptions import SUBSCRIPTIONS
from jobs import outbox
from kernel.db import db, transaction
from kernel.tenancy import tenant_scope


@dataclass(frozen=True)
class Rang:
    """A fact of these tests. bell: which subject; number: to tell one from another."""

    bell: int
    number: int

    @property
    def subject(self) -> str:
        return f"bell:{self.bell}"


@dataclass(frozen=True)
class Stopped(Rang):
    """Another kind with the same subjects."""


@pytest.fixture
def subscribe() -> Iterator[Callable[[dict[type, Sequence[outbox.Handler]]], None]]:
    """Take over another table of handlers for one test."""
    yield outbox.subscribe
    outbox.subscribe(SUBSCRIPTIONS)


def record(*facts: Any) -> None:
    """Each in a transaction of its own, in the shop in scope."""
    for fact in facts:
        with transaction():
            outbox.record(fact)


def drain() -> int:
    """As the worker does it: in nobody's scope."""
    with tenant_scope(None):
        return outbox.drain(until_s=20)


def rows(sql: str, **values: Any) -> list[Any]:
    """Look at the tables."""
    with transaction():
        return list(db.session.execute(text(sql), values))


def change(sql: str, **values: Any) -> None:
    """Let time pass in the tables: move a lease or a due moment."""
    with transaction():
        db.session.execute(text(sql), values)


def make_due() -> None:
    """Whatever was put off may be tried now."""
    change("UPDATE outbox SET run_after = now() - interval '1 second' WHERE done_at IS NULL")
