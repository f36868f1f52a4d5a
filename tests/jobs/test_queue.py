"""Slow work: after the commit, once in effect, by whoever holds the lease; an older hand is refused."""

from datetime import timedelta

import pytest

from jobs import queue
from kernel import clock
from kernel.db import transaction
from kernel.tenancy import current_tenant_id, tenant_scope
from tests.jobs.conftest import change, rows

DONE: list[tuple[int, tuple[int | str, ...]]] = []
STATE = (
    "SELECT done_at IS NOT NULL AS done, dead_at IS NOT NULL AS dead, attempts, fence, cause, "
    "run_after > now() AS later FROM jobs"
)


def work(*arguments):
    """A job: notes the shop it ran for."""
    DONE.append((current_tenant_id(), arguments))


def fails():
    raise ConnectionError("the other side hung up")


def comes_later():
    raise queue.Postponed(clock.now() + timedelta(hours=1), "not yet")


def comes_at_once():
    raise queue.Postponed(clock.now() - timedelta(minutes=1), "its clock is behind the database's")


def dies_in_the_middle():
    """Meanwhile the lease ran out and another hand took the job over."""
    job_id = rows("SELECT id FROM jobs")[0].id
    change("UPDATE jobs SET lease_until = now() - interval '1 second'")
    change("UPDATE jobs SET fence = fence + 1, lease_until = now() + interval '150 seconds' WHERE id = :id", id=job_id)


@pytest.fixture(autouse=True)
def _empty():
    DONE.clear()


def ask(function, *arguments, **options):
    with transaction():
        queue.later(function, *arguments, **options)
    return [row.id for row in rows("SELECT id FROM jobs ORDER BY id")]


def ask_and_fail():
    with transaction():
        queue.later(work)
        raise ZeroDivisionError


def run(job_id):
    with tenant_scope(None):
        return queue.run(job_id)


def test_a_job_runs_once_in_the_scope_of_its_shop(shop):
    (job_id,) = ask(work, 7, "x")

    assert (run(job_id), run(job_id)) == (True, False)
    (done,) = DONE
    assert done == (shop, (7, "x"))


def test_work_of_an_undone_transaction_is_never_done(shop):
    with pytest.raises(ZeroDivisionError):
        ask_and_fail()

    assert rows("SELECT id FROM jobs") == []


def test_several_requests_before_the_start_are_one_job_and_one_more_afterwards(shop):
    ask(work, 1, key="push:1")
    (job_id,) = ask(work, 1, key="push:1")
    run(job_id)

    assert len(ask(work, 1, key="push:1")) == 2


def test_many_wishes_make_a_job_each_and_keep_their_keys_and_times(shop):
    at = clock.now() + timedelta(hours=1)
    with transaction():
        queue.later_each(work, [queue.Wish((n,), f"timer:{n}", at) for n in range(3)] + [queue.Wish((9,))])
        queue.later_each(work, [queue.Wish((n,), f"timer:{n}", at) for n in range(3)])

    assert rows("SELECT key, run_after > now() FROM jobs ORDER BY key") == [
        ("timer:0", True), ("timer:1", True), ("timer:2", True), (None, False),
    ]  # fmt: skip


def test_a_timed_job_waits_for_its_moment(shop):
    (job_id,) = ask(work, at=clock.now() + timedelta(hours=1))
    assert not run(job_id)

    change("UPDATE jobs SET run_after = now() - interval '1 second'")
    assert run(job_id)


def test_a_lease_keeps_other_hands_out_and_runs_out(shop):
    (job_id,) = ask(work)
    change("UPDATE jobs SET lease_until = now() + interval '1 hour', fence = 1")  # a hand that was killed
    assert not run(job_id)
    assert queue.due() == []

    change("UPDATE jobs SET lease_until = now() - interval '1 second'")
    assert queue.due() == ["default"]
    assert run(job_id)
    assert len(DONE) == 1


def test_a_hand_does_all_that_is_due_in_its_queue_the_oldest_first(shop):
    for number in range(3):
        ask(work, number)
    ask(fails)
    ask(work, 8, queue="slow")
    ask(work, 9, at=clock.now() + timedelta(hours=1))
    change("UPDATE jobs SET run_after = run_after - interval '1 minute' WHERE arguments = '[2]'")

    assert queue.drain("default", until_s=20)
    assert [arguments for _, arguments in DONE] == [(2,), (0,), (1,)]
    assert queue.due() == ["slow"]


def test_a_job_that_comes_again_at_a_moment_gone_by_does_not_keep_its_hand_busy(shop):
    ask(comes_at_once)

    assert (queue.drain("default", until_s=20), queue.due()) == (True, [])


def test_an_older_hand_cannot_finish_what_another_has_taken_over(shop):
    (job_id,) = ask(dies_in_the_middle)
    assert run(job_id)

    (job,) = rows(STATE)
    assert (job.done, job.fence) == (False, 2)


def test_a_failure_is_kept_and_tried_again_later_and_at_last_laid_out(shop):
    (job_id,) = ask(fails)
    for attempt in range(1, queue.MAX_ATTEMPTS + 1):
        assert run(job_id)
        (job,) = rows(STATE)
        assert (job.attempts, job.later) == (attempt, True)
        change("UPDATE jobs SET run_after = now() - interval '1 second'")

    assert job.dead
    assert "hung up" in job.cause
    assert not run(job_id)
    with transaction():
        assert queue.replay([job_id]) == 1
    assert run(job_id)


def test_a_postponed_job_comes_again_without_counting_as_a_try(shop):
    (job_id,) = ask(comes_later)
    run(job_id)

    (job,) = rows(STATE)
    assert (job.done, job.dead, job.attempts, job.later) == (False, False, 0, True)


def test_work_of_the_platform_runs_in_nobodys_scope(app):
    with transaction():
        queue.later_for_platform(fails, key="nightly")
        queue.later_for_platform(fails, key="nightly")

    assert rows("SELECT tenant_id, key FROM jobs") == [(None, "nightly")]
