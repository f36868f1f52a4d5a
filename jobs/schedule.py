"""Recurring work: entries of app/schedule.py become job rows, once each, whatever number of schedulers run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from jobs.models import Job, ScheduleMark
from kernel.clock import SHOP_ZONE
from kernel.db import db


@dataclass(frozen=True)
class Entry:
    """One line of the schedule.

    every_s: pause between runs, or None with `daily_at` ("03:30", shop time). per_shop: one job for each active shop.
    """

    name: str
    function: Callable[..., None]
    every_s: int | None = None
    daily_at: str | None = None
    per_shop: bool = False

    def next_after(self, at: datetime) -> datetime:
        """The first moment after `at` when this entry is due."""
        if self.every_s is not None:
            return at + timedelta(seconds=self.every_s)
        hour, minute = map(int, (self.daily_at or "00:00").split(":"))
        local = at.astimezone(SHOP_ZONE).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return local if local > at else local + timedelta(days=1)


def ring_due(entries: tuple[Entry, ...], shop_ids: Callable[[], list[int]]) -> int:
    """Make the jobs of all due entries in the present transaction. Returns how many jobs were made.

    Safe to run twice at once: the mark's row lock lets one in, the other sees it moved forward.
    """
    at = db.session.scalar(select(func.now()))
    assert at is not None
    made = 0
    for entry in entries:
        statement = insert(ScheduleMark).values(name=entry.name, due_at=at).on_conflict_do_nothing()
        db.session.execute(statement)
        mark = db.session.scalar(
            select(ScheduleMark).where(ScheduleMark.name == entry.name, ScheduleMark.due_at <= at).with_for_update()
        )
        if mark is None:
            continue
        mark.due_at = entry.next_after(at)
        made += _make_jobs(entry, shop_ids() if entry.per_shop else [None])
    return made


def _make_jobs(entry: Entry, tenant_ids: list[int] | list[None]) -> int:
    function = entry.function
    rows: list[dict[str, object]] = [
        {
            "tenant_id": tenant_id,
            "name": f"{function.__module__}.{function.__qualname__}",
            "arguments": [],
            "key": f"schedule:{entry.name}",
            "queue": "default",
        }
        for tenant_id in tenant_ids
    ]
    if not rows:
        return 0
    return len(db.session.scalars(insert(Job).values(rows).on_conflict_do_nothing().returning(Job.id)).all())
