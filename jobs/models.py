"""What has happened (facts), what is still to be told (outbox) and what is still to be done (jobs)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import PlatformModel, TenantModel, indexed, unique


class Fact(TenantModel):
    """Something that happened, never changed: timelines, audit and figures are read from here."""

    __tablename__ = "facts"
    __table_args__ = (indexed("subject", "id"), indexed("name", "id"))

    name: Mapped[str]  # the class name in commerce/events: "OrderPaid"
    subject: Mapped[str]  # whose timeline it belongs to: "order:42"
    payload: Mapped[dict[str, Any]]  # ids, fen and times only
    by: Mapped[str]  # "member:7", "staff:3", "operator:1", "system", "wechat"
    at: Mapped[datetime]


class Handled(TenantModel):
    """One handler has dealt with one fact; inserted in the handler's own transaction, so effects happen once."""

    __tablename__ = "handled"
    __table_args__ = (unique("fact_id", "handler"),)

    fact_id: Mapped[int]
    handler: Mapped[str]


class Outbox(PlatformModel):
    """One fact still to be told. Platform table: scanned over all shops, so it has no policy."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "run_after", "id", postgresql_where=text("done_at IS NULL AND dead_at IS NULL")),
        Index("ix_outbox_order", "tenant_id", "subject", "id", postgresql_where=text("done_at IS NULL")),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    fact_id: Mapped[int]
    name: Mapped[str]
    subject: Mapped[str]
    run_after: Mapped[datetime] = mapped_column(server_default=func.now())
    lease_until: Mapped[datetime | None]
    held_by: Mapped[str | None]  # who took the lease last (jobs/holders.py)
    attempts: Mapped[int] = mapped_column(server_default="0")
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    cause: Mapped[str | None]  # why the last attempt failed, for the operator


class Job(PlatformModel):
    """One piece of slow or timed work. The row is the truth; RQ only rings."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due", "run_after", "id", postgresql_where=text("done_at IS NULL AND dead_at IS NULL")),
        Index(
            "uq_jobs_open_key",
            "tenant_id",
            "key",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("started_at IS NULL AND key IS NOT NULL"),
        ),
    )

    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))  # none: work of the platform itself
    name: Mapped[str]  # dotted name of the function: "channels.jobs.push_stock"
    arguments: Mapped[list[Any]]  # ids only
    key: Mapped[str | None]  # asked for again before it started: still one job
    queue: Mapped[str] = mapped_column(server_default="default")
    run_after: Mapped[datetime] = mapped_column(server_default=func.now())
    lease_until: Mapped[datetime | None]
    held_by: Mapped[str | None]  # who took the lease last (jobs/holders.py)
    fence: Mapped[int] = mapped_column(server_default="0")  # rises with each attempt; an older hand is refused
    attempts: Mapped[int] = mapped_column(server_default="0")
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    cause: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Lease(PlatformModel):
    """A role that only one process may play at a time, by database time: "scheduler", "drain:7".

    Signs of life ("alive:relay") and clocks that disagree ("clock:wechat_pay") are kept in the same way.
    """

    __tablename__ = "leases"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    holder: Mapped[str]
    until: Mapped[datetime]
    skew_ms: Mapped[int | None]  # how far this process's clock is ahead of the other one


class ScheduleMark(PlatformModel):
    """When an entry of app/schedule.py last rang; moved forward in the transaction that makes its jobs."""

    __tablename__ = "schedule_marks"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    due_at: Mapped[datetime]
