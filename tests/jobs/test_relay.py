"""The relay: what was not heard is rung for again; where bells enough wait, no more are rung."""

import pytest
from rq import Queue

from jobs import doorbell, queue, relay
from kernel import ids
from kernel.db import transaction


@pytest.fixture
def bells(app):
    """A queue of this test's own on the shared broker."""
    found = Queue(f"test-{ids.new_token(8)}".replace("_", "x"), connection=doorbell.broker(), serializer="json")
    yield found
    found.delete(delete_jobs=True)


def work():
    """Nobody does it in these tests."""


def one_due_job(bells):
    """Its bell was lost."""
    with transaction():
        queue.later(work, queue=bells.name)
    bells.empty()


def ring_for_others(bells, count):
    for number in range(count):
        doorbell.ring(bells.name, "jobs.work.drain_outbox", key=f"{bells.name}-{number}")


def test_a_bell_that_was_lost_is_rung_again(shop, bells):
    one_due_job(bells)
    relay.tick()
    assert len(bells.job_ids) == 1


def test_hands_a_little_behind_are_rung_for(shop, bells):
    one_due_job(bells)
    ring_for_others(bells, relay.ROOM - 1)
    relay.tick()
    assert len(bells.job_ids) == relay.ROOM


def test_hands_far_behind_get_no_more_bells_for_the_same_work(shop, bells):
    one_due_job(bells)
    ring_for_others(bells, relay.ROOM)
    relay.tick()
    assert len(bells.job_ids) == relay.ROOM


def test_the_broker_away_is_nobody_behind(app, environment):
    try:
        doorbell.connect("redis://127.0.0.1:1/0")
        assert doorbell.waiting("default") == 0
    finally:
        doorbell.connect(environment["REDIS_URL"])
