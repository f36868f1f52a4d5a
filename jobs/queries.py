"""Reads for the operator: what is waiting, failing, dead."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, text

from jobs import names
from jobs.models import Job, Outbox
from kernel import keyset
from kernel.db import db
from kernel.keyset import Slice

JOB_STATES = {"dead": "已停止", "failing": "重试中", "waiting": "等待", "running": "进行中", "done": "已完成"}


@dataclass(frozen=True)
class Depths:
    """How much lies there."""

    jobs_due: int
    jobs_failing: int
    jobs_dead: int
    facts_waiting: int
    facts_dead: int
    oldest_fact_at: datetime | None


def depths() -> Depths:
    """One query over both tables."""
    row = db.session.execute(
        text("""
        SELECT
          (SELECT count(*) FROM jobs WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now()) AS jobs_due,
          (SELECT count(*) FROM jobs WHERE done_at IS NULL AND dead_at IS NULL AND cause IS NOT NULL) AS jobs_failing,
          (SELECT count(*) FROM jobs WHERE done_at IS NULL AND dead_at IS NOT NULL) AS jobs_dead,
          (SELECT count(*) FROM outbox WHERE done_at IS NULL AND dead_at IS NULL) AS facts_waiting,
          (SELECT count(*) FROM outbox WHERE done_at IS NULL AND dead_at IS NOT NULL) AS facts_dead,
          (SELECT min(run_after) FROM outbox
           WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= now()) AS oldest_fact_at""")
    ).one()
    return Depths(**row._mapping)


def _state(model: type[Job] | type[Outbox], state: str) -> list[ColumnElement[bool]]:
    open_ = [model.done_at.is_(None), model.dead_at.is_(None)]
    if state == "dead":
        return [model.done_at.is_(None), model.dead_at.is_not(None)]
    if state == "failing":
        return [*open_, model.cause.is_not(None)]
    if state == "waiting":
        return [*open_, (model.lease_until.is_(None)) | (model.lease_until < func.now())]
    if state == "running":
        return [*open_, model.lease_until >= func.now()]
    if state == "done":
        return [model.done_at.is_not(None)]
    return []


def _conditions(model: Any, state: str, tenant_id: int | None, name: str) -> list[ColumnElement[bool]]:
    conditions = _state(model, state)
    if tenant_id is not None:
        conditions.append(model.tenant_id == tenant_id)
    if name:
        conditions.append(model.name.contains(name, autoescape=True) | model.name.in_(names.meant(name)))
    return conditions


def jobs(
    *, state: str = "", tenant_id: int | None = None, name: str = "", before: str = "", after: str = "", limit: int = 50
) -> Slice[Job]:
    """A page, newest first."""
    return _page(Job, _conditions(Job, state, tenant_id, name), before, after, limit)


def facts(
    *, state: str = "", tenant_id: int | None = None, name: str = "", before: str = "", after: str = "", limit: int = 50
) -> Slice[Outbox]:
    """A page of deliveries, newest first."""
    return _page(Outbox, _conditions(Outbox, state, tenant_id, name), before, after, limit)


def _page(model: Any, conditions: list[ColumnElement[bool]], before: str, after: str, limit: int) -> Slice[Any]:
    return keyset.newest_first(
        select(model).where(*conditions), model.id, lambda page: list(db.session.scalars(page)), lambda row: row.id,
        before=before, after=after, limit=limit,
    )  # fmt: skip


def dead_ids(model: type[Job] | type[Outbox], *, tenant_id: int | None = None, name: str = "") -> list[int]:
    """All that have stopped and match, to be replayed together; at most 5,000 at a time."""
    statement = select(model.id).where(*_conditions(model, "dead", tenant_id, name)).order_by(model.id).limit(5000)
    return list(db.session.scalars(statement))
