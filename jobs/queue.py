"""Slow and timed work: asked for in a transaction, done after it, once in effect, by whoever holds the lease."""

import importlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from jobs import doorbell, holders
from jobs.models import Job
from kernel import failpoints
from kernel.db import after_commit, db, reading, transaction
from kernel.tenancy import current_tenant_id, tenant_scope

MAX_ATTEMPTS = 8
LEASE_S = 150
"""Longer than RQ lets a work-horse live (doorbell.TIMEOUT_S), so that a lease never ends under a working hand."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Wish:
    """One piece of work asked for. key: several requests before it starts make one job. at: aware UTC."""

    arguments: tuple[int | str, ...] = ()
    key: str | None = None
    at: datetime | None = None


def later(
    function: Callable[..., None],
    *arguments: int | str,
    key: str | None = None,
    at: datetime | None = None,
    queue: str = "default",
) -> None:
    """Do this after the commit (or at a moment), for the shop in scope.

    arguments: ids, never rows or secrets. key: several requests before the work starts make one job
    (debouncing). at: aware UTC; the database's clock decides.
    """
    _insert(current_tenant_id(), function, [Wish(arguments, key, at)], queue)


def later_each(function: Callable[..., None], wishes: Iterable[Wish], *, queue: str = "default") -> None:
    """The same for many pieces of work of one kind, in one statement."""
    _insert(current_tenant_id(), function, list(wishes), queue)


def later_for_platform(function: Callable[..., None], *arguments: int | str, key: str | None = None) -> None:
    """The same for work that belongs to no shop."""
    _insert(None, function, [Wish(arguments, key)], "default")


def _insert(tenant_id: int | None, function: Callable[..., None], wishes: list[Wish], queue: str) -> None:
    name = f"{function.__module__}.{function.__qualname__}"
    rows = [
        {"tenant_id": tenant_id, "name": name, "arguments": list(wish.arguments), "key": wish.key, "queue": queue}
        | ({"run_after": wish.at} if wish.at is not None else {})
        for wish in wishes
    ]
    statement = insert(Job).on_conflict_do_nothing().returning(Job.id)
    timed = [row for row in rows if "run_after" in row]
    if timed:
        db.session.execute(statement, timed)
    at_once = [row for row in rows if "run_after" not in row]
    if at_once and db.session.scalars(statement, at_once).all():
        after_commit(doorbell.bell(queue))


CLAIM = text("""
UPDATE jobs SET lease_until = now() + make_interval(secs => :lease_s), held_by = :me, attempts = attempts + 1,
  fence = fence + 1, started_at = coalesce(started_at, now())
WHERE id = :id AND done_at IS NULL AND dead_at IS NULL AND run_after <= now()
  AND (lease_until IS NULL OR lease_until < now())
RETURNING tenant_id, name, arguments, fence
""")


def run(job_id: int) -> bool:
    """Do one job if it is due and nobody else holds it. Returns whether it was ours to do.

    The function opens its own transactions; it must be safe to repeat, since a hand that dies in the
    middle is followed by another after the lease.
    """
    with tenant_scope(None), transaction() as session:
        claimed = session.execute(CLAIM, {"id": job_id, "lease_s": LEASE_S, "me": holders.me()}).one_or_none()
    if claimed is None:
        return False
    try:
        with tenant_scope(claimed.tenant_id):
            _function(claimed.name)(*claimed.arguments)
    except Exception as error:  # the cause is kept on the row and shown; the job comes again with a pause
        log.warning("job.failed", job_id=job_id, job=claimed.name, exc_info=True)
        _postpone(job_id, claimed.fence, error)
    else:
        failpoints.reach("K9")
        _finish(job_id, claimed.fence)
    return True


def _function(name: str) -> Callable[..., None]:
    module, _, function = name.rpartition(".")
    found: Callable[..., None] = getattr(importlib.import_module(module), function)
    return found


def _finish(job_id: int, fence: int) -> None:
    with tenant_scope(None), transaction() as session:
        session.execute(
            update(Job)
            .where(Job.id == job_id, Job.fence == fence)
            .values(done_at=func.now(), lease_until=None, cause=None)
        )


class Postponed(Exception):
    """A job says: not a failure, come again at this moment, a second from now at the earliest: clocks may disagree."""

    def __init__(self, at: datetime, why: str) -> None:
        super().__init__(why)
        self.at = at


def _postpone(job_id: int, fence: int, error: Exception) -> None:
    at = error.at if isinstance(error, Postponed) else None
    with tenant_scope(None), transaction() as session:
        session.execute(
            text("""
            UPDATE jobs SET cause = :cause, lease_until = NULL,
              run_after = CASE WHEN CAST(:at AS timestamptz) IS NULL
                THEN now() + make_interval(secs => least(900, 2 * power(2, attempts)))
                ELSE greatest(CAST(:at AS timestamptz), now() + interval '1 second') END,
              attempts = CASE WHEN CAST(:at AS timestamptz) IS NULL THEN attempts ELSE attempts - 1 END,
              dead_at = CASE WHEN CAST(:at AS timestamptz) IS NULL AND attempts >= :max THEN now() END
            WHERE id = :id AND fence = :fence"""),
            {"cause": repr(error)[:2000], "at": at, "id": job_id, "fence": fence, "max": MAX_ATTEMPTS},
        )


def take_from(dead: str) -> int:
    """What a killed hand was doing comes again after the pause of a failure: work that kills its hands ends laid out.

    dead: as jobs/holders.py names it. Returns how many jobs it held.
    """
    statement = text("""
        UPDATE jobs SET cause = '执行它的进程被终止', lease_until = NULL,
          run_after = now() + make_interval(secs => least(900, 2 * power(2, attempts))),
          dead_at = CASE WHEN attempts >= :max THEN now() END
        WHERE held_by = :dead AND lease_until > now() AND done_at IS NULL""")
    return int(db.session.execute(statement, {"dead": dead, "max": MAX_ATTEMPTS}).rowcount)  # type: ignore[attr-defined]


def drain(queue: str, *, until_s: float) -> bool:
    """Do one due job after the other; after `until_s` seconds take up no more. Returns whether nothing was left.

    Safe to run in any number of processes. A work-horse costs its fork (some 60 ms) once for so many jobs.
    """
    give_up_at = time.monotonic() + until_s
    while True:
        with tenant_scope(None), reading():
            job_id = db.session.scalar(_due(Job.id).where(Job.queue == queue).order_by(Job.run_after, Job.id).limit(1))
        if job_id is None:
            return True
        run(job_id)
        if time.monotonic() >= give_up_at:
            return False


def due() -> list[str]:
    """The queues that have work nobody is doing."""
    return list(db.session.scalars(_due(Job.queue).distinct().order_by(Job.queue)))


def _due(column: Any) -> Any:
    return select(column).where(
        Job.done_at.is_(None), Job.dead_at.is_(None), Job.run_after <= func.now(),
        (Job.lease_until.is_(None)) | (Job.lease_until < func.now()),
    )  # fmt: skip


def replay(job_ids: list[int]) -> int:
    """Let dead jobs run again from their first attempt."""
    statement = (
        update(Job)
        .where(Job.id.in_(job_ids), Job.done_at.is_(None))
        .values(dead_at=None, attempts=0, run_after=func.now(), lease_until=None)
    )
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def hasten(cause: str, *, tenant_id: int | None) -> int:
    """Let what waits for this cause run now, of one shop or (None) of all. Returns how many."""
    statement = update(Job).where(
        Job.cause == cause, Job.done_at.is_(None), Job.dead_at.is_(None), Job.run_after > func.now()
    )
    if tenant_id is not None:
        statement = statement.where(Job.tenant_id == tenant_id)
    return int(db.session.execute(statement.values(run_after=func.now())).rowcount)  # type: ignore[attr-defined]


def cancel(job_ids: list[int], cause: str) -> int:
    """Stop jobs that are not done and not being worked on. They can be replayed. Returns how many stopped."""
    statement = (
        update(Job)
        .where(
            Job.id.in_(job_ids), Job.done_at.is_(None), Job.dead_at.is_(None),
            (Job.lease_until.is_(None)) | (Job.lease_until < func.now()),
        )
        .values(dead_at=func.now(), cause=cause, started_at=func.coalesce(Job.started_at, func.now()))
    )  # fmt: skip
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
