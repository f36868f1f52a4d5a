"""Asks the database whether every invariant holds, over all shops, with the role that may only read."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, create_engine
from sqlalchemy.pool import NullPool

from invariants.catalogue import Invariant, every_invariant

SHOWN = 20
"""Offenders told of each invariant; all are counted."""
PATIENCE_MS = 300_000
_address = ""


class NobodyToAsk(Exception):
    """AUDITOR_DATABASE_URL is not configured."""


@dataclass(frozen=True)
class Offender:
    """One row that breaks an invariant. tenant_id: none for what belongs to no shop."""

    tenant_id: int | None
    subject: str
    detail: str


@dataclass(frozen=True)
class Verdict:
    """What one query found. found: all offenders; offenders: the first of them."""

    invariant: Invariant
    found: int
    took_ms: int
    offenders: Sequence[Offender] = field(default_factory=list)


def connect(address: str) -> None:
    """Say once where the auditor's database is; nothing is opened yet."""
    global _address
    _address = address


@contextmanager
def auditor(address: str = "") -> Iterator[Connection]:
    """A connection of its own in one read-only snapshot, so that a busy shop cannot look broken. Raises NobodyToAsk."""
    where = address or _address
    if not where:
        raise NobodyToAsk()
    options = f"-c statement_timeout={PATIENCE_MS} -c default_transaction_read_only=on"
    engine = create_engine(
        where, poolclass=NullPool, isolation_level="REPEATABLE READ",
        connect_args={"options": options, "connect_timeout": 5, "application_name": "jishi-invariants"},
    )  # fmt: skip
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def check(
    connection: Connection, invariants: Sequence[Invariant] | None = None, *, at: datetime | None = None
) -> Iterator[Verdict]:
    """The verdicts, as they come. at: judge deadlines by this moment instead of the database's own (simulations)."""
    for invariant in every_invariant() if invariants is None else invariants:
        began = time.perf_counter()
        rows = _ask(connection, invariant.sql, at)
        took_ms = round((time.perf_counter() - began) * 1000)
        offenders = [Offender(row.tenant_id, row.subject, row.detail) for row in rows]
        yield Verdict(invariant, rows[0].found if rows else 0, took_ms, offenders)


def _ask(connection: Connection, sql: str, at: datetime | None) -> Sequence[Row[Any]]:
    judged = sql if at is None else sql.replace("now()", f"TIMESTAMPTZ '{at.isoformat()}'")
    counted = (
        f"SELECT tenant_id, subject, coalesce(detail, '') AS detail, count(*) OVER () AS found "  # noqa: S608
        f"FROM (\n{judged}\n) AS offenders ORDER BY tenant_id, subject LIMIT {SHOWN}"
    )
    plain = connection.execution_options(no_parameters=True)  # the per cent signs are PostgreSQL's
    return plain.exec_driver_sql(counted).all()
