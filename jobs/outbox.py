"""Facts: recorded with the change they tell of, delivered at least once, each handler once in effect.

A batch of one shop's facts runs in one transaction with all its handlers; when any of them fails the
batch is undone and taken again one fact and handler at a time, so the sound ones go through and only
the failing one waits (and, after MAX_ATTEMPTS, is laid out for the operator with its cause).
"""

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from jobs import doorbell
from jobs.models import Fact, Handled, Outbox
from kernel import clock
from kernel.db import after_commit, db, transaction
from kernel.tenancy import current_tenant_id, tenant_scope

MAX_ATTEMPTS = 10
LEASE_S = 60
BATCH = 200
log = structlog.get_logger()


class FactLike(Protocol):
    """A frozen dataclass of commerce/events or tenants/events with a `subject` such as "order:42"."""

    __dataclass_fields__: Any

    @property
    def subject(self) -> str: ...


Handler = Callable[[Any], None]
_handlers: dict[str, list[tuple[str, Handler]]] = {}
_fact_types: dict[str, type] = {}


def subscribe(table: Mapping[type, Sequence[Handler]]) -> None:
    """Take over app/subscriptions.py: fact → handlers, in order."""
    _handlers.clear()
    _fact_types.clear()
    for fact_type, handlers in table.items():
        _fact_types[fact_type.__name__] = fact_type
        _handlers[fact_type.__name__] = [(f"{h.__module__}.{h.__qualname__}", h) for h in handlers]


def record(fact: FactLike, *, by: str = "system", at: datetime | None = None, tenant_id: int | None = None) -> None:
    """Write a fact in the present transaction; handlers learn of it after the commit.

    tenant_id: only for the operator's scope, which must say whose fact it is.
    """
    name = type(fact).__name__
    row = Fact(name=name, subject=fact.subject, payload=_payload(fact), by=by, at=at or clock.now())
    if tenant_id is not None:
        row.tenant_id = tenant_id
    db.session.add(row)
    db.session.flush()
    if _handlers.get(name):
        values = {"tenant_id": row.tenant_id, "fact_id": row.id, "name": name, "subject": fact.subject}
        db.session.execute(insert(Outbox).values(values))
        after_commit(doorbell.ring_outbox)


def _payload(fact: FactLike) -> dict[str, Any]:
    values = dataclasses.asdict(fact)  # type: ignore[call-overload]
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}


def _revive(row: Fact) -> Any:
    fact_type = _fact_types[row.name]
    values = {}
    for field in dataclasses.fields(fact_type):
        value = row.payload.get(field.name)
        is_time = "datetime" in str(field.type) and value is not None
        values[field.name] = datetime.fromisoformat(value) if is_time else value
    return fact_type(**values)


CLAIM = text("""
UPDATE outbox SET lease_until = now() + make_interval(secs => :lease_s), attempts = attempts + 1
WHERE id IN (
  SELECT id FROM outbox o
  WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now() AND (lease_until IS NULL OR lease_until < now())
    AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.tenant_id = o.tenant_id AND e.subject = o.subject AND e.id < o.id
                    AND e.done_at IS NULL AND e.dead_at IS NULL AND (e.run_after > now() OR e.lease_until >= now()))
  ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED)
RETURNING id, tenant_id, fact_id
""")


def drain(batch: int = BATCH, until_s: float = 20.0) -> int:
    """Deliver what is due, batch after batch, for up to `until_s` seconds. Returns how many facts were claimed.

    Safe to run in any number of processes: rows are leased, and a fact waits while an earlier fact of the
    same subject is still under way.
    """
    total, give_up_at = 0, time.monotonic() + until_s
    while time.monotonic() < give_up_at:
        with transaction() as session:
            claimed = session.execute(CLAIM, {"lease_s": LEASE_S, "batch": batch}).all()
        if not claimed:
            break
        total += len(claimed)
        by_tenant: dict[int, list[tuple[int, int]]] = {}
        for row in sorted(claimed):
            by_tenant.setdefault(row.tenant_id, []).append((row.id, row.fact_id))
        for tenant_id, rows in by_tenant.items():
            with tenant_scope(tenant_id):
                _deliver(rows)
    return total


def _deliver(rows: list[tuple[int, int]]) -> None:
    try:
        with transaction():
            facts = {row.id: row for row in _facts([fact_id for _, fact_id in rows])}
            for _, fact_id in rows:
                for name, handler in _handlers.get(facts[fact_id].name, []):
                    _handle_once(facts[fact_id], name, handler)
            _mark_done([outbox_id for outbox_id, _ in rows])
    except Exception as error:  # any handler may fail in any way: take the batch apart, lose nothing
        log.info("outbox.batch_split", facts=len(rows), cause=repr(error))
        for outbox_id, fact_id in rows:
            _deliver_alone(outbox_id, fact_id)


def _deliver_alone(outbox_id: int, fact_id: int) -> None:
    with transaction():
        fact = _facts([fact_id])[0]
    causes = []
    for name, handler in _handlers.get(fact.name, []):
        try:
            with transaction():
                _handle_once(fact, name, handler)
        except Exception as error:  # kept as the cause on the row and shown to the operator
            log.warning("outbox.handler_failed", fact=fact.name, fact_id=fact_id, handler=name, exc_info=True)
            causes.append(f"{name}: {error!r}")
    with transaction():
        if causes:
            _postpone(outbox_id, "\n".join(causes))
        else:
            _mark_done([outbox_id])


def _facts(fact_ids: list[int]) -> list[Fact]:
    return list(db.session.scalars(select(Fact).where(Fact.id.in_(fact_ids))))


def _handle_once(fact: Fact, name: str, handler: Handler) -> None:
    values = {"tenant_id": current_tenant_id(), "fact_id": fact.id, "handler": name}
    statement = upsert(Handled).values(values).on_conflict_do_nothing().returning(Handled.id)
    if db.session.scalar(statement) is not None:
        handler(_revive(fact))


def _mark_done(outbox_ids: list[int]) -> None:
    statement = update(Outbox).where(Outbox.id.in_(outbox_ids)).values(done_at=func.now(), lease_until=None, cause=None)
    db.session.execute(statement)


def _postpone(outbox_id: int, cause: str) -> None:
    """Wait longer each time (2 s, 4 s … about 17 minutes), then lay it out for the operator."""
    db.session.execute(
        text("""
        UPDATE outbox SET cause = :cause, lease_until = NULL,
          run_after = now() + make_interval(secs => least(1000, power(2, attempts))),
          dead_at = CASE WHEN attempts >= :max THEN now() END
        WHERE id = :id"""),
        {"cause": cause[:2000], "id": outbox_id, "max": MAX_ATTEMPTS},
    )


def replay(outbox_ids: Sequence[int]) -> int:
    """Let failed deliveries run again from their first attempt. Safe to repeat; handled ones stay handled."""
    statement = (
        update(Outbox)
        .where(Outbox.id.in_(outbox_ids), Outbox.done_at.is_(None))
        .values(dead_at=None, attempts=0, run_after=func.now(), lease_until=None)
    )
    after_commit(doorbell.ring_outbox)
    return db.session.execute(statement).rowcount  # type: ignore[attr-defined]
