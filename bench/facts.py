"""P11: facts a second with all their handlers' effects in one worker process, how soon they follow, and small jobs."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
from flask import Flask

from bench.furnish import Shop
from bench.ground import Ground
from bench.load import Counted
from bench.placing import place_one
from bench.rungs import Row, in_turns, measure
from bench.serving import program
from commerce.events.inventory import StockChanged
from commerce.orders import jobs as orders
from commerce.orders.settlement import settle
from commerce.payments.ports import Settlement
from jobs import outbox, queue
from kernel import clock
from kernel.db import transaction
from kernel.tenancy import tenant_scope

GOAL_PER_S, GOAL_DELAY_S, GOAL_JOBS_PER_S = 500, 1.0, 100
"""Jobs: what a worker without a fork for each does (performance.md P11: 10 ms a job)."""
_PAUSE_S, _LOOK_EVERY_S, _GIVE_UP_S = 0.4, 0.01, 10.0


def throughput(ground: Ground, app: Flask, shop: Shop, *, rounds: int, orders: int) -> Row:
    """Orders placed and paid; then their OrderPlaced, OrderPaid and StockChanged facts drained by this process."""
    roots = [os.getpid(), ground.postgres_pid]
    with app.app_context(), psycopg.connect(ground.dsn(), autocommit=True) as connection:
        _drain()

        def ours() -> Callable[[], Counted]:
            _paid_orders(shop, orders)
            return _drain

        costs = in_turns(
            rounds,
            lambda: measure(_bare(connection, shop.tenant_id, orders * 4), roots),
            lambda: measure(ours(), roots),
        )
    bare, drained = costs
    per_s = statistics.median(cost.per_s for cost in drained)
    per_cpu_s = statistics.median(1e6 / cost.cpu_us for cost in drained)
    ratio = statistics.median(b.cpu_us / d.cpu_us for b, d in zip(bare, drained, strict=True))
    beside = f"cpu x{ratio:.2f} of a bare note per fact in batches of 200"
    text = f"{per_s:,.0f} facts/s ({per_cpu_s:,.0f} per cpu second, {beside})"
    return Row("P11", "facts with all effects, one worker process", text, f">= {GOAL_PER_S}/s", per_s >= GOAL_PER_S)


def hands(ground: Ground, app: Flask, shop: Shop, *, samples: int, jobs: int) -> Iterator[Row]:
    """Relay and one worker run and are idle. A fact is committed: how long until its outbox row is done. Then many
    small jobs at once: how many a second.
    """
    log = ground.place.home / "background.log"
    relay, worker = [sys.executable, "-m", "app.relay"], [sys.executable, "worker.py"]
    with (
        program(relay, ground.environment, log), program(worker, ground.environment, log), app.app_context(),
        psycopg.connect(ground.dsn(), autocommit=True) as connection,
    ):  # fmt: skip

        def until_done(table: str, within_s: float) -> float:
            began_s = time.monotonic()
            while connection.execute(f"SELECT count(*) FROM {table} WHERE done_at IS NULL").fetchone() != (0,):
                assert time.monotonic() - began_s < within_s, log.read_text()[-2000:]
                time.sleep(_LOOK_EVERY_S)
            return time.monotonic() - began_s

        ids, took_s = _paid_orders(shop, 5), []
        for number in range(samples + 2):  # the first two meet processes that are still starting
            with tenant_scope(shop.tenant_id), transaction():
                outbox.record(StockChanged(shop.sku_ids[number % len(shop.sku_ids)]))
            took_s.append(until_done("outbox", _GIVE_UP_S * (18 if number < 2 else 1)))
            time.sleep(_PAUSE_S)
        yield _delay(sorted(took_s[2:]))
        connection.execute("DELETE FROM jobs WHERE done_at IS NULL")  # of the orders that were only placed
        with tenant_scope(shop.tenant_id), transaction():
            wishes = [queue.Wish((ids[number % len(ids)],)) for number in range(jobs)]
            queue.later_each(orders.complete_received, wishes)  # of paid orders: looks, locks and leaves them
        per_s = jobs / until_done("jobs", jobs)
        yield Row("P11", "small jobs, one worker", f"{per_s:,.0f} jobs/s", f">= {GOAL_JOBS_PER_S}/s",
                  per_s >= GOAL_JOBS_PER_S)  # fmt: skip


def _delay(sorted_s: list[float]) -> Row:
    p95_s = sorted_s[min(len(sorted_s) - 1, round(len(sorted_s) * 0.95))]
    text = f"p95 {p95_s * 1000:,.0f} ms, median {statistics.median(sorted_s) * 1000:,.0f} ms of {len(sorted_s)}"
    return Row("P11", "commit to effect, idle", text, f"<= {GOAL_DELAY_S:.0f} s", p95_s <= GOAL_DELAY_S)


def _drain() -> Counted:
    began_s = time.monotonic()
    with tenant_scope(None):
        return Counted(outbox.drain(until_s=120), 0, time.monotonic() - began_s)


def _paid_orders(shop: Shop, count: int) -> list[int]:
    ids = []
    with tenant_scope(shop.tenant_id):
        for number in range(count):
            payment = place_one(shop, number)
            ids.append(payment.order_id)
            with transaction():
                settle(Settlement(f"42{payment.id}", payment.number, payment.total_fen, clock.now(), "", ""))
    return ids


def _bare(connection: psycopg.Connection, tenant_id: int, count: int) -> Callable[[], Counted]:
    """What delivery cannot do without: a note per fact, a batch of 200 in a transaction."""

    def run() -> Counted:
        began_s = time.monotonic()
        for start in range(0, count, 200):
            with connection.transaction(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL app.tenant_id = '{int(tenant_id)}'")
                notes = [(tenant_id, -time.time_ns() - n, "bare") for n in range(min(200, count - start))]
                cursor.executemany("INSERT INTO handled (tenant_id, fact_id, handler) VALUES (%s, %s, %s)", notes)
        return Counted(count, 0, time.monotonic() - began_s)

    return run
