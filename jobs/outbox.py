"""Facts: recorded with the change they tell of, delivered at least once, each handler once in effect.

A batch of one shop's facts runs in one transaction with all its handlers; when any of them fails the
batch is undone and halved until the failing fact stands alone. Then each of its handlers runs by itself, so
the sound ones go through and only the failing one waits (and, after MAX_ATTEMPTS, is laid out for the
operator with its cause). Later facts of the same subject wait behind it: each subject is told in order.
"""

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter
from typing import Any, ClassVar, Protocol, TypeVar

import structlog
from sqlalchemy import Row, event, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from jobs import doorbell, holders
from jobs.models import Fact, Handled, Outbox
from kernel import clock, failpoints, past_mapper
from kernel.db import ShopSession, after_commit, db, transaction
from kernel.tenancy import current_tenant_id, tenant_scope

MAX_ATTEMPTS = 10
LEASE_S = 60
BATCH = 200
log = structlog.get_logger()


class FactLike(Protocol):
    """A frozen dataclass of commerce/events or tenants/events with a `subject` such as "order:42"."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def subject(self) -> str: ...


Handler = Callable[[Any], None]
_Marked = TypeVar("_Marked", bound=Handler)
_handlers: dict[str, list[tuple[str, Handler]]] = {}
_fact_types: dict[str, type] = {}
_together: set[Handler] = set()


def together(handler: _Marked) -> _Marked:
    """Mark a handler that takes a list: all facts of its kind in the batch, each subject's in their order.

    A statement per batch instead of one per fact is what makes delivery fast. When the batch fails the handler is
    called again with a list of one.
    """
    _together.add(handler)
    return handler


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
    told = {
        "name": type(fact).__name__, "subject": fact.subject, "payload": _payload(fact), "by": by,
        "at": at or clock.now(),
    }  # fmt: skip
    waiting = db.session().info.get("facts")
    if waiting is not None and tenant_id is None:
        waiting.append(told)
        return
    row = Fact(**told)
    if tenant_id is not None:
        row.tenant_id = tenant_id
    db.session.add(row)


@contextmanager
def in_one_go() -> Iterator[None]:
    """Facts recorded inside are written when it ends, all in one statement past the mapper; after an error, none is."""
    session = db.session()
    waiting = session.info["facts"] = []
    try:
        yield
    finally:
        del session.info["facts"]
    written = sorted(past_mapper.write(Fact, waiting, "id", "name", "subject"))
    told = [{"fact_id": row.id, "name": row.name, "subject": row.subject} for row in written if _handlers.get(row.name)]
    if told:
        past_mapper.write(Outbox, told)
        after_commit(doorbell.ring_outbox)


@event.listens_for(ShopSession, "after_flush")
def _tell_later(session: Any, context: Any) -> None:
    """Facts are written together, whenever the session writes; what has handlers goes into the outbox with them."""
    told = [
        {"tenant_id": row.tenant_id, "fact_id": row.id, "name": row.name, "subject": row.subject}
        for row in session.new
        if isinstance(row, Fact) and _handlers.get(row.name)
    ]
    if told:
        # RETURNING: without it the driver would send a statement for each row
        session.connection().execute(insert(Outbox).returning(Outbox.id), sorted(told, key=itemgetter("fact_id")))
        after_commit(doorbell.ring_outbox)


def _payload(fact: FactLike) -> dict[str, Any]:
    values = dataclasses.asdict(fact)
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}


def _revive(row: Fact) -> Any:
    fact_type = _fact_types[row.name]
    values = {}
    for field in dataclasses.fields(fact_type):
        value = row.payload.get(field.name)
        is_time = "datetime" in str(field.type) and value is not None
        values[field.name] = datetime.fromisoformat(str(value)) if is_time else value
    return fact_type(**values)


ONE_CLAIMS = text("SELECT pg_advisory_xact_lock(hashtextextended('outbox.claim', 0))")
"""Two claims at once could part a subject's facts between two drains, which would race; a claim takes milliseconds."""
CLAIM = text("""
UPDATE outbox SET lease_until = now() + make_interval(secs => :lease_s), held_by = :me, attempts = attempts + 1
WHERE id IN (
  SELECT id FROM outbox o
  WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now() AND (lease_until IS NULL OR lease_until < now())
    AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.tenant_id = o.tenant_id AND e.subject = o.subject AND e.id < o.id
                    AND e.done_at IS NULL AND e.dead_at IS NULL AND (e.run_after > now() OR e.lease_until >= now()))
  ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED)
RETURNING id, tenant_id, fact_id, subject
""")


def drain(batch: int = BATCH, until_s: float = 20.0) -> int:
    """Deliver what is due, batch after batch, for up to `until_s` seconds. Returns how many facts were claimed.

    Safe to run in any number of processes: rows are leased, and a fact waits while an earlier fact of the
    same subject is still under way.
    """
    total, give_up_at = 0, time.monotonic() + until_s
    while time.monotonic() < give_up_at:
        with transaction() as session:
            session.execute(ONE_CLAIMS)
            claimed = session.execute(CLAIM, {"lease_s": LEASE_S, "me": holders.me(), "batch": batch}).all()
        if not claimed:
            break
        failpoints.reach("K6")
        total += len(claimed)
        by_tenant: dict[int, list[Row[Any]]] = {}
        for row in sorted(claimed):
            by_tenant.setdefault(row.tenant_id, []).append(row)
        for tenant_id, rows in by_tenant.items():
            with tenant_scope(tenant_id):
                _deliver(rows, set())
    return total


def _deliver(rows: Sequence[Row[Any]], waiting: set[str]) -> None:
    """Tell a batch. waiting: subjects with a failed fact, grows; their later facts are given back untold."""
    _give_back([row.id for row in rows if row.subject in waiting])
    rows = [row for row in rows if row.subject not in waiting]
    if not rows:
        return
    try:
        with transaction():
            facts = _facts([row.fact_id for row in rows])
            fresh = _mark_handled(facts)
            for wave in _waves(facts):
                _handle(wave, fresh)
            _mark_done([row.id for row in rows])
    except Exception as error:  # any handler may fail in any way: take the batch apart, lose nothing
        if len(rows) == 1:
            _deliver_alone(rows[0], waiting)
            return
        log.info("outbox.batch_split", facts=len(rows), cause=repr(error))
        middle = len(rows) // 2
        _deliver(rows[:middle], waiting)
        _deliver(rows[middle:], waiting)


def _deliver_alone(row: Row[Any], waiting: set[str]) -> None:
    with transaction():
        fact = _facts([row.fact_id])[0]
    causes = []
    for name, handler in _handlers.get(fact.name, []):
        try:
            with transaction():
                if _mark_handled([fact], name):
                    _call(handler, [fact])
        except Exception as error:  # kept as the cause on the row and shown to the operator
            log.warning("outbox.handler_failed", fact=fact.name, fact_id=fact.id, handler=name, exc_info=True)
            causes.append(f"{name}: {error!r}")
    with transaction():
        if causes:
            waiting.add(row.subject)
            _postpone(row.id, "\n".join(causes))
        else:
            _mark_done([row.id])


def _facts(fact_ids: Iterable[int]) -> list[Fact]:
    return list(db.session.scalars(select(Fact).where(Fact.id.in_(list(fact_ids))).order_by(Fact.id)))


def _mark_handled(facts: Iterable[Fact], only: str | None = None) -> set[tuple[int, str]]:
    """Note (fact, handler) pairs as dealt with in this transaction; returns those that were not before."""
    pairs = [
        {"tenant_id": current_tenant_id(), "fact_id": fact.id, "handler": name}
        for fact in facts
        for name, _ in _handlers.get(fact.name, [])
        if only in (None, name)
    ]
    if not pairs:
        return set()
    table = Handled.__table__
    statement = upsert(table).on_conflict_do_nothing().returning(table.c.fact_id, table.c.handler)  # type: ignore[arg-type]
    return {(row.fact_id, row.handler) for row in db.session.execute(statement, pairs)}


def _waves(facts: Iterable[Fact]) -> list[list[Fact]]:
    """The facts in rounds: a subject's next fact comes a round later, or in the same list where handlers take lists."""
    waves: list[list[Fact]] = []
    last: dict[str, tuple[int, str]] = {}
    for fact in facts:
        place, name = last.get(fact.subject, (-1, ""))
        takes_lists = all(handler in _together for _, handler in _handlers.get(fact.name, []))
        if name != fact.name or not takes_lists:
            place += 1
        last[fact.subject] = (place, fact.name)
        if place == len(waves):
            waves.append([])
        waves[place].append(fact)
    return waves


def _handle(wave: Iterable[Fact], fresh: set[tuple[int, str]]) -> None:
    by_name: dict[str, list[Fact]] = {}
    for fact in wave:
        by_name.setdefault(fact.name, []).append(fact)
    for fact_name, facts in by_name.items():
        for name, handler in _handlers.get(fact_name, []):
            _call(handler, [fact for fact in facts if (fact.id, name) in fresh])


def _call(handler: Handler, facts: Sequence[Fact]) -> None:
    revived = [_revive(fact) for fact in facts]
    if handler not in _together:
        for fact in revived:
            handler(fact)
    elif revived:
        handler(revived)


def _give_back(outbox_ids: list[int]) -> None:
    """Not told now, and not counted as a try."""
    if outbox_ids:
        with transaction() as session:
            changes = {"lease_until": None, "attempts": Outbox.attempts - 1}
            session.execute(update(Outbox).where(Outbox.id.in_(outbox_ids)).values(changes))


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
        WHERE id = :id AND done_at IS NULL"""),
        {"cause": cause[:2000], "id": outbox_id, "max": MAX_ATTEMPTS},
    )


def take_from(dead: str) -> int:
    """What a killed hand was telling is told by the next, after a pause that grows: the fact may be what killed it.

    dead: as jobs/holders.py names it. Returns how many facts it held.
    """
    statement = text("""
        UPDATE outbox SET lease_until = NULL, run_after = now() + make_interval(secs => least(60, power(2, attempts)))
        WHERE held_by = :dead AND lease_until > now() AND done_at IS NULL""")
    return int(db.session.execute(statement, {"dead": dead}).rowcount)  # type: ignore[attr-defined]


def replay(outbox_ids: Sequence[int]) -> int:
    """Let failed deliveries run again from their first attempt. Safe to repeat; handled ones stay handled."""
    statement = (
        update(Outbox)
        .where(Outbox.id.in_(outbox_ids), Outbox.done_at.is_(None))
        .values(dead_at=None, attempts=0, run_after=func.now(), lease_until=None)
    )
    after_commit(doorbell.ring_outbox)
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
