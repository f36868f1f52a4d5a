"""The bell on the hands' door: RQ is told that something is due; if it cannot hear, the relay will see."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from redis import Redis, RedisError
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError
from rq.job import Job

from kernel import ids

FACTS = "facts"
QUEUES = (FACTS, "default", "slow")
"""In this order a worker listens: what has happened is told before anything else is done."""
TIMEOUT_S = 140
"""What a work-horse may take: more than 120 s for the last job it has taken up."""
log = structlog.get_logger()
_redis: Redis | None = None


def connect(url: str) -> Redis:
    """Open (lazily) the broker with short timeouts: a stalled Valkey must not hold a shopper's request."""
    global _redis
    _redis = Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
    return _redis


def broker() -> Redis:
    """The broker's client. Raises RuntimeError before connect()."""
    if _redis is None:
        raise RuntimeError("jobs.doorbell.connect(url) has not been called")
    return _redis


@dataclass(frozen=True)
class WorkerSign:
    """A worker that the broker knows."""

    beaten_at: datetime
    is_busy: bool


def workers() -> list[WorkerSign]:
    """The workers that are alive. Raises RedisError when the broker is away."""
    found = Worker.all(connection=broker(), serializer="json")
    return [
        WorkerSign(worker.last_heartbeat.replace(tzinfo=UTC), str(worker.get_state()) == "busy")
        for worker in found
        if worker.last_heartbeat
    ]


def ring(queue: str, function: str, *arguments: Any, key: str) -> bool:
    """Ask a worker to come. True when the broker took it; False when it is away, which loses nothing."""
    try:
        if Job.exists(key, connection=broker()):  # asking is a quarter of the work of ringing in vain
            return True
        Queue(queue, connection=broker(), serializer="json").enqueue(
            function, args=arguments, job_id=key, unique=True, result_ttl=0, failure_ttl=0, job_timeout=TIMEOUT_S
        )
    except DuplicateJobError:
        return True
    except RedisError as error:
        log.warning("doorbell.broker_away", cause=repr(error))
        return False
    return True


def waiting(queue: str) -> int:
    """How many bells no worker has answered yet; 0 when the broker is away."""
    try:
        return Queue(queue, connection=broker(), serializer="json").count
    except RedisError:
        return 0


def ring_outbox() -> bool:
    """One bell a second is enough. The second is part of the key, because RQ may keep a job as "started"
    for minutes after its worker died, and that must not make the bell dumb."""
    return ring(FACTS, "jobs.work.drain_outbox", key=f"outbox-drain-{int(time.time())}")


@functools.cache
def bell(queue: str) -> Callable[[], bool]:
    """Ring for a queue: the same for the same queue, so that a transaction rings once for many jobs."""
    return functools.partial(ring_work, queue)


def ring_work(queue: str) -> bool:
    """The same for jobs: whoever hears it works for a while, and a second later one more hand is called."""
    return ring(queue, "jobs.work.drain_queue", queue, key=f"{queue}-drain-{int(time.time())}")


def ring_on(queue: str) -> bool:
    """The hand that leaves before the work is done calls the next: after those who wait in queues before this one."""
    return ring(queue, "jobs.work.drain_queue", queue, key=f"{queue}-on-{ids.new_token(8)}")
