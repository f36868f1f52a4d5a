"""Many people at once: real connections on a committed database, one thread each, released together."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from kernel.db import db
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
