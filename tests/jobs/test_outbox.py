"""Facts: told after the commit, each handler once in effect, in the order of their subject, and never lost."""

import pytest

from jobs import doorbell, outbox, relay
from jobs.models import Handled
from kernel.db import after_commit, db, transaction
from kernel.tenancy import tenant_scope
from tests.jobs.conftest import Rang, Stopped, change, drain, make_due, record, rows
from tests.support.concurrent import at_once
from tests.support.queries import count_queries

OPEN = "SELECT id, attempts, cause, dead_at FROM outbox WHERE done_at IS NULL ORDER BY id"


class Broken(Exception):
    """A handler's bug."""


def effect(heard, of=lambda fact: fact):
    """A handler whose effect counts only when it is committed: a batch may be undone and told again."""
    return lambda fact: after_commit(lambda: heard.append(of(fact)))


def record_and_fail(fact):
    with transaction() as session:
        outbox.record(fact)
        session.flush()
        raise Broken


def test_a_fact_is_told_to_every_handler_once(shop, subscribe):
    heard = []
    subscribe({Rang: [heard.append, lambda fact: heard.append(fact.number)]})
    record(Rang(1, 7))

    assert (drain(), drain()) == (1, 0)
    assert heard == [Rang(1, 7), 7]
    assert rows(OPEN) == []


def test_a_fact_of_an_undone_transaction_is_never_told(shop, subscribe):
    heard = []
    subscribe({Rang: [heard.append]})
    with pytest.raises(Broken):
        record_and_fail(Rang(1, 1))

    assert drain() == 0
    assert heard == []


def test_facts_recorded_in_one_go_are_one_statement_and_told_like_others(shop, subscribe):
    heard = []
    subscribe({Rang: [heard.append]})
    with transaction(), count_queries() as sent, outbox.in_one_go():
        for number in (1, 2):
            outbox.record(Rang(number, number))
        outbox.record(Stopped(1, 1))
    assert [statement.split()[2] for statement in sent] == ["facts", "outbox"]

    assert drain() == 2
    assert heard == [Rang(1, 1), Rang(2, 2)]
    assert len(rows("SELECT id FROM facts")) == 3


def test_facts_of_a_go_that_failed_are_not_written_with_the_next(shop, subscribe):
    subscribe({Rang: []})
    with transaction() as session:
        with pytest.raises(Broken), session.begin_nested(), outbox.in_one_go():
            outbox.record(Rang(1, 1))
            raise Broken
        outbox.record(Rang(2, 2))

    assert rows("SELECT subject FROM facts") == [(Rang(2, 2).subject,)]


def test_a_fact_nobody_listens_to_is_kept_and_not_sent(shop, subscribe):
    subscribe({Stopped: [lambda fact: None]})
    record(Rang(1, 1))

    assert rows("SELECT name FROM facts") == [("Rang",)]
    assert rows("SELECT id FROM outbox") == []


def test_delivered_again_after_a_lost_lease_has_no_second_effect(shop, subscribe):
    heard = []
    subscribe({Rang: [heard.append]})
    record(Rang(1, 1))
    drain()
    change("UPDATE outbox SET done_at = NULL, lease_until = NULL")  # the hand died before it could say so

    assert drain() == 1
    assert heard == [Rang(1, 1)]
    assert rows(OPEN) == []


def test_a_hand_that_died_is_followed_by_another_after_its_lease(shop, subscribe):
    heard = []
    subscribe({Rang: [heard.append]})
    record(Rang(1, 1))
    change("UPDATE outbox SET lease_until = now() + interval '60 seconds', attempts = 1")
    assert drain() == 0

    change("UPDATE outbox SET lease_until = now() - interval '1 second'")
    assert drain() == 1
    assert heard == [Rang(1, 1)]


def test_a_handler_that_takes_lists_gets_the_batch_at_once(shop, subscribe):
    heard = []

    @outbox.together
    def listen(facts):
        heard.append(facts)

    subscribe({Rang: [listen]})
    record(*(Rang(bell, n) for n in range(3) for bell in range(2)))
    drain()

    assert heard == [[Rang(bell, n) for n in range(3) for bell in range(2)]]


def test_each_subject_is_told_in_order_also_across_kinds(shop, subscribe):
    heard = []
    subscribe({Rang: [outbox.together(lambda facts: heard.extend(facts))], Stopped: [heard.append]})
    told = [Rang(1, 1), Rang(2, 1), Stopped(1, 2), Rang(1, 3), Stopped(2, 2), Rang(1, 4)]
    record(*told)
    drain()

    for bell in (1, 2):
        assert [f for f in heard if f.bell == bell] == [f for f in told if f.bell == bell]


def test_a_failing_handler_holds_up_only_its_own_fact_and_subject(shop, subscribe):
    heard, sound = [], []

    def fails(fact):
        if fact.number == 3:
            raise Broken("nothing rang")
        effect(heard)(fact)

    subscribe({Rang: [fails, effect(sound)]})
    record(Rang(1, 1), Rang(2, 2), Rang(1, 3), Rang(2, 4), Rang(1, 5), Rang(3, 6))
    drain()

    assert heard == [Rang(1, 1), Rang(2, 2), Rang(2, 4), Rang(3, 6)]
    assert Rang(1, 3) in sound
    assert Rang(1, 5) not in sound
    first, behind = rows(OPEN)
    assert (first.attempts, behind.attempts) == (1, 0)
    assert "nothing rang" in first.cause


def test_only_the_failing_handler_runs_again(shop, subscribe):
    heard, is_broken = [], [True]

    def fails(fact):
        if is_broken[0]:
            raise Broken
        effect(heard, lambda fact: ("mended", fact.number))(fact)

    subscribe({Rang: [fails, effect(heard, lambda fact: ("sound", fact.number))]})
    record(Rang(1, 1), Rang(1, 2))
    drain()
    is_broken[0] = False
    make_due()
    drain()

    assert heard == [("sound", 1), ("mended", 1), ("mended", 2), ("sound", 2)]


def test_after_its_last_attempt_a_fact_is_laid_out_and_can_be_replayed(shop, subscribe):
    heard, is_broken = [], [True]

    def fails(fact):
        if is_broken[0]:
            raise Broken("no bell")
        heard.append(fact)

    subscribe({Rang: [fails]})
    record(Rang(1, 1))
    for _ in range(outbox.MAX_ATTEMPTS):
        assert drain() == 1
        make_due()

    (dead,) = rows(OPEN)
    assert dead.dead_at is not None
    assert "no bell" in dead.cause
    assert drain() == 0

    is_broken[0] = False
    with transaction():
        assert outbox.replay([dead.id]) == 1
    assert drain() == 1
    assert heard == [Rang(1, 1)]


def test_the_broker_away_loses_nothing_the_relay_tells_it_itself(shop, subscribe, environment):
    heard = []
    subscribe({Rang: [heard.append]})
    try:
        doorbell.connect("redis://127.0.0.1:1/0")
        record(Rang(1, 1))
        relay.tick()
    finally:
        doorbell.connect(environment["REDIS_URL"])

    assert heard == [Rang(1, 1)]


@pytest.mark.slow
def test_two_drains_at_once_tell_each_fact_once_and_in_order(committed_app, busy_shop, subscribe):
    def listen(fact):
        db.session.add(Handled(fact_id=10**6 + fact.number, handler="effect"))

    subscribe({Rang: [listen], Stopped: [listen]})
    with transaction():
        for n in range(60):
            outbox.record(Rang(n % 4, n) if n % 2 else Stopped(n % 4, n))

    def some():
        with tenant_scope(None):
            return outbox.drain(batch=7, until_s=20)

    at_once(committed_app, busy_shop, [some] * 3)

    numbers = [row[0] - 10**6 for row in rows("SELECT fact_id FROM handled WHERE handler = 'effect' ORDER BY id")]
    assert sorted(numbers) == list(range(60))
    for bell in range(4):
        told = [number for number in numbers if number % 4 == bell]
        assert told == sorted(told)
