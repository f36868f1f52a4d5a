"""An RQ worker inside create_app(): the application is loaded before the fork, so a job costs a fork only."""

import gc
from collections.abc import Sequence
from typing import Any

import structlog
from rq import Queue, Worker
from rq.job import Job
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from jobs import doorbell, work

log = structlog.get_logger()


def main() -> None:
    """Work until told to stop; a supervisor restarts this process when the broker goes away under a job."""
    with create_app().app_context():
        connection = doorbell.broker()
        connection.connection_pool.connection_kwargs["socket_timeout"] = None  # a worker waits on the broker for long
        gc.freeze()  # looking for garbage in a horse would copy the whole application, which takes it 0.3 s
        hired(doorbell.QUEUES).work(logging_level="WARNING")


def hired(queues: Sequence[str]) -> Worker:
    """A worker for these queues of the broker, within the application's context."""
    connection = doorbell.broker()
    return Worker(
        [Queue(name, connection=connection, serializer="json") for name in queues], connection=connection,
        serializer="json", worker_ttl=60, maintenance_interval=30, work_horse_killed_handler=horse_died,
    )  # fmt: skip


def horse_died(job: Job, pid: int | None, status: int | None, usage: Any) -> None:
    """RQ saw its work-horse end without a word (killed, out of memory, one of the points of the soak)."""
    if pid is None:
        return
    try:
        held = work.hand_died(pid)
        log.warning("worker.horse_died", rq_job=job.id, status=status, held=held)
    except SQLAlchemyError:  # the database is away, too: the lease runs out by itself
        log.warning("worker.horse_died", rq_job=job.id, status=status, exc_info=True)
