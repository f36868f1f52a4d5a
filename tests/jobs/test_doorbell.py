"""The bell: one ring waits, however often it is asked for; a broker that is away is no error."""

import pytest
from rq import Queue

from app import worker
from jobs import doorbell
from kernel import ids

WORK = "jobs.work.drain_outbox"


@pytest.fixture
def bell(app):
    """A queue of this test's own on the shared broker."""
    name = f"test-{ids.new_token(8)}".replace("_", "x")
    yield name
    Queue(name, connection=doorbell.broker(), serializer="json").delete(delete_jobs=True)


def waiting(name):
    return Queue(name, connection=doorbell.broker(), serializer="json").job_ids


def test_the_same_key_rings_once(bell):
    assert doorbell.ring(bell, WORK, key=f"{bell}-1")
    assert doorbell.ring(bell, WORK, key=f"{bell}-1")
    assert doorbell.ring(bell, WORK, key=f"{bell}-2")

    assert waiting(bell) == [f"{bell}-1", f"{bell}-2"]


def test_bells_travel_as_json(bell):
    doorbell.ring(bell, "jobs.work.drain_queue", bell, key=f"{bell}-42")

    (job,) = Queue(bell, connection=doorbell.broker(), serializer="json").jobs
    assert (job.func_name, job.args) == ("jobs.work.drain_queue", [bell])


def test_a_broker_that_is_away_is_said_and_loses_nothing(app, environment):
    try:
        doorbell.connect("redis://127.0.0.1:1/0")
        assert doorbell.ring("default", WORK, key="nobody-hears") is False
    finally:
        doorbell.connect(environment["REDIS_URL"])


def test_what_has_happened_is_heard_before_all_other_work(app):
    doorbell.ring_outbox()
    first, *_, last = worker.hired(doorbell.QUEUES).queues
    assert any(each.startswith("outbox-drain-") for each in first.job_ids)
    assert last.name == "slow"
