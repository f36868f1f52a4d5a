"""Many people at once: real connections on a committed database, one thread each, released together."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import event, text

from kernel.db import ShopSession, db, transaction
from kernel.tenancy import tenant_scope


def at_once(app: Flask, tenant_id: int, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every call in a thread of its own in the shop's scope; returns results, exceptions included, in order."""
    results: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index: int, call: Callable[[], Any]) -> None:
        with app.app_context(), tenant_scope(tenant_id):
            start.wait()
            try:
                results[index] = call()
            except Exception as error:
                results[index] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(i, call)) for i, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
LOOK_AFRESH = text("SELECT pg_stat_clear_snapshot()")
"""Within one transaction PostgreSQL lists the backends it found at the first look, and none that came since."""
MOST_LOOKS = 20_000


def in_a_queue(
    app: Flask, tenant_id: int, keep: Callable[[], Any], calls: Sequence[Callable[[], Any]]
) -> Sequence[Any]:
    """What becomes of calls that all need what `keep` has locked: each stands in the queue before the next begins.

    Then the lock is let go. So two actions that lock in different directions meet every time, not only by chance.
    """
    results: list[Any] = [None] * len(calls)

    def run(index: int) -> None:
        with app.app_context(), tenant_scope(tenant_id):
            try:
                results[index] = calls[index]()
            except Exception as error:
                results[index] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    event.listen(ShopSession, "after_begin", _be_patient)
    try:
        with transaction() as session:
            keep()
            for waiting, thread in enumerate(threads, 1):
                thread.start()
                looks = (_waiting(session) for _ in range(MOST_LOOKS) if thread.is_alive())
                assert any(found >= waiting for found in looks), "it did not wait"
        for thread in threads:
            thread.join()
    finally:
        event.remove(ShopSession, "after_begin", _be_patient)
    return results


def _waiting(session: Any) -> int:
    session.execute(LOOK_AFRESH)
    return int(session.scalar(WAITING) or 0)


def _be_patient(_session: Any, _transaction: Any, connection: Any) -> None:
    """On a busy machine a queue takes longer to form than a shopper would wait."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
