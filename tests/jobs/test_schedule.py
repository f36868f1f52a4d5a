"""Recurring work: an entry becomes one job, however many schedulers look; days end where the shop is."""

from datetime import UTC, datetime

import pytest

from jobs.schedule import Entry, ring_due
from kernel.db import transaction
from kernel.tenancy import tenant_scope
from tests.jobs.conftest import change, rows
from tests.support.concurrent import at_once


def tidy():
    """What an entry of these tests would run."""


MINUTE = Entry("test.tidy", tidy, every_s=60)
SHOPS = Entry("test.shops", tidy, every_s=60, per_shop=True)


def ring(entry, shop_ids=()):
    with tenant_scope(None), transaction():
        return ring_due((entry,), lambda: list(shop_ids))


def test_an_entry_rings_at_once_and_then_only_when_it_is_due(app):
    assert (ring(MINUTE), ring(MINUTE)) == (1, 0)

    change("UPDATE jobs SET started_at = now(), done_at = now()")
    change("UPDATE schedule_marks SET due_at = now() - interval '1 second'")
    assert ring(MINUTE) == 1


def test_work_still_waiting_is_not_asked_for_twice(app):
    ring(MINUTE)
    change("UPDATE schedule_marks SET due_at = now() - interval '1 second'")

    assert ring(MINUTE) == 0


def test_per_shop_entries_make_a_job_for_each_shop(shop):
    assert ring(SHOPS, [shop]) == 1
    assert rows("SELECT tenant_id FROM jobs") == [(shop,)]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 8, 20, 19, 29, tzinfo=UTC), datetime(2026, 8, 20, 19, 30, tzinfo=UTC)),
        (datetime(2026, 8, 20, 19, 30, tzinfo=UTC), datetime(2026, 8, 21, 19, 30, tzinfo=UTC)),
        (datetime(2026, 8, 20, 16, 0, tzinfo=UTC), datetime(2026, 8, 20, 19, 30, tzinfo=UTC)),
    ],
)
def test_daily_entries_run_at_the_shops_own_time(now, due):
    assert Entry("nightly", tidy, daily_at="03:30").next_after(now) == due


@pytest.mark.slow
def test_two_schedulers_make_one_job(committed_app, busy_shop):
    ring(MINUTE)
    change("UPDATE jobs SET started_at = now()")
    change("UPDATE schedule_marks SET due_at = now() - interval '1 second'")

    assert sorted(at_once(committed_app, busy_shop, [lambda: ring(MINUTE)] * 4)) == [0, 0, 0, 1]
