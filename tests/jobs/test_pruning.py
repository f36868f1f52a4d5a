"""What is done goes after its time; what is unfinished, dead, still needed or young stays."""

from sqlalchemy import text

from app.schedule import SCHEDULE
from jobs import outbox, pruning
from jobs.schedule import ring_due
from kernel.db import db, transaction
from kernel.tenancy import current_tenant_id, tenant_scope
from kernel.unscoped import every_tenant
from tests.jobs.conftest import Rang, change, drain, record, rows


def work():
    """What the jobs of these tests would run."""


def of_age(table, days, **columns):
    """A row of one of the platform's tables that is so many days old."""
    names, values = ", ".join(columns), ", ".join(f"now() - interval '{days} days'" for _ in columns)
    more = "subject, fact_id" if table == "outbox" else "arguments"
    rest = ":name, 0" if table == "outbox" else "'[]'"
    with transaction():
        db.session.execute(
            text(f"INSERT INTO {table} (tenant_id, name, {more}, {names}) VALUES (:shop, :name, {rest}, {values})"),
            {"shop": current_tenant_id(), "name": "+".join([*columns, str(days)])},
        )


def left(table):
    return [row.name for row in rows(f"SELECT name FROM {table} ORDER BY name")]


def told(number, *, days):
    """A fact whose delivery is done, so many days ago."""
    record(Rang(number, number))
    drain()
    fact_id = rows("SELECT max(id) AS id FROM facts")[0].id
    return fact_id, days


def test_done_work_goes_in_small_batches_and_everything_else_stays(busy_shop):
    for table in ("jobs", "outbox"):
        for days in (31, 40, 50, 60, 70):
            of_age(table, days, done_at=days)
        for age in ({"done_at": 29}, {"dead_at": 400}, {"run_after": 400}):
            of_age(table, *age.values(), **age)

    pruning.prune(batch=2)
    pruning.prune(batch=2)

    for table in ("jobs", "outbox"):
        assert left(table) == ["dead_at+400", "done_at+29", "run_after+400"]


def test_facts_go_after_years_and_marks_after_a_month_unless_a_delivery_is_open(busy_shop, subscribe):
    subscribe({Rang: [lambda fact: None]})
    ages = [told(number, days=days) for number, days in enumerate((5000, 5000, 1400, 1000, 40, 10))]
    open_fact = ages[1][0]
    with tenant_scope(None):
        change("UPDATE outbox SET done_at = NULL, dead_at = now() WHERE fact_id = :id", id=open_fact)
    with every_tenant(), transaction() as session:
        for fact_id, days in ages:
            session.execute(
                text("UPDATE facts SET at = now() - make_interval(days => :days) WHERE id = :id"),
                {"days": days, "id": fact_id},
            )

    pruning.prune(batch=2)

    ids = [fact_id for fact_id, _ in ages]
    assert [row.id for row in rows("SELECT id FROM facts ORDER BY id")] == [ids[1], *ids[3:]]
    assert [row.fact_id for row in rows("SELECT fact_id FROM handled ORDER BY id")] == [ids[1], ids[5]]
    assert outbox.replay([rows("SELECT id FROM outbox WHERE done_at IS NULL")[0].id]) == 1


def test_it_is_on_the_schedule_once_for_all_shops(app):
    entry = next(entry for entry in SCHEDULE if entry.function is pruning.prune)
    with transaction():
        assert ring_due((entry,), lambda: [1, 2]) == 1
    assert rows("SELECT tenant_id, name FROM jobs") == [(None, "jobs.pruning.prune")]
