"""A killed work-horse: its work goes to the next hand at once, and only its work."""

import os
import signal

import pytest
from rq import Queue

from app import worker
from jobs import doorbell, holders, outbox, queue, work
from kernel import ids
from kernel.db import transaction
from kernel.tenancy import tenant_scope
from tests.jobs.conftest import Rang, change, record, rows

DONE: list[int] = []
HERE: list[int] = []  # the tests' own process; set late, because it may be a fork of the one that loaded this
JOBS = "SELECT lease_until, cause, attempts, dead_at IS NOT NULL AS dead FROM jobs"


def dies(number):
    """Kills the horse it runs in; goes well in the tests' own process."""
    if [os.getpid()] != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    DONE.append(number)


@pytest.fixture
def bells(busy_shop):
    """A queue of this test's own on the shared broker."""
    DONE.clear()
    HERE[:] = [os.getpid()]
    found = Queue(f"test-{ids.new_token(8)}".replace("_", "x"), connection=doorbell.broker(), serializer="json")
    yield found
    found.delete(delete_jobs=True)


def one_job(bells):
    with transaction():
        queue.later(dies, 7, queue=bells.name)
    return rows("SELECT id FROM jobs")[0].id


def a_horse_comes(bells):
    with tenant_scope(None):
        worker.hired([bells.name]).work(burst=True, logging_level="ERROR")


def test_work_of_a_killed_horse_goes_to_the_next_hand_without_waiting_for_the_lease(busy_shop, bells):
    job_id = one_job(bells)
    a_horse_comes(bells)
    assert [tuple(job) for job in rows(JOBS)] == [(None, "执行它的进程被终止", 1, False)]

    change("UPDATE jobs SET run_after = now()")  # a pause of seconds, as after any failure
    with tenant_scope(None):
        assert queue.run(job_id)
    assert DONE == [7]


def test_work_that_kills_every_hand_is_laid_out(busy_shop, bells):
    one_job(bells)
    for attempt in range(queue.MAX_ATTEMPTS):
        change("UPDATE jobs SET run_after = now()")
        doorbell.ring(bells.name, "jobs.work.drain_queue", bells.name, key=f"{bells.name}-{attempt}")
        a_horse_comes(bells)

    assert [tuple(job) for job in rows(JOBS)] == [(None, "执行它的进程被终止", queue.MAX_ATTEMPTS, True)]


def test_a_hand_that_leaves_before_the_work_is_done_calls_the_next(busy_shop, bells):
    for number in range(2):
        with transaction():
            queue.later(dies, number, queue=bells.name)
    bells.empty()

    work.drain_queue(bells.name, until_s=0)
    assert (DONE, len(bells.job_ids)) == ([0], 1)
    bells.empty()
    work.drain_queue(bells.name, until_s=20)
    assert (DONE, bells.job_ids) == ([0, 1], [])


def test_only_what_the_dead_hand_held_is_taken_from_it(busy_shop, bells, subscribe):
    subscribe({Rang: [lambda fact: None]})
    record(Rang(1, 1))
    one_job(bells)
    another_start = holders.me().removesuffix(holders.START) + "000000"  # its host and number
    for holder in (another_start, holders.me()):
        assert work.hand_died(os.getpid()) == 0
        for table in ("jobs", "outbox"):
            change(f"UPDATE {table} SET lease_until = now() + interval '1 minute', held_by = :holder", holder=holder)
    assert work.hand_died(os.getpid() + 1) == 0

    assert work.hand_died(os.getpid()) == 2
    assert rows("SELECT 1 FROM outbox WHERE lease_until IS NOT NULL OR run_after <= now()") == []
    assert work.hand_died(os.getpid()) == 0


def test_facts_a_dead_hand_had_claimed_are_told_by_the_next(shop, subscribe):
    heard = []
    subscribe({Rang: [heard.append]})
    record(Rang(1, 1))
    change("UPDATE outbox SET lease_until = now() + interval '1 minute', attempts = 1, held_by = :me", me=holders.me())
    work.hand_died(os.getpid())
    change("UPDATE outbox SET run_after = now()")

    with tenant_scope(None):
        assert outbox.drain() == 1
    assert heard == [Rang(1, 1)]
