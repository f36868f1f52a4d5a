"""Signs of life of our own processes, for the operator's health page."""

import os
import socket
import time
from datetime import datetime, timedelta

from sqlalchemy import text

from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope

EVERY_S = 10.0
FRESH_S = 45
_last: dict[str, float] = {}


def beat(name: str) -> None:
    """This process is alive; written at most every few seconds. Safe to repeat."""
    if time.monotonic() - _last.get(name, -EVERY_S) < EVERY_S:
        return
    _last[name] = time.monotonic()
    values = {"name": f"alive:{name}", "holder": f"{socket.gethostname()}:{os.getpid()}", "fresh_s": FRESH_S}
    with tenant_scope(None), transaction() as session:
        session.execute(
            text("""
            INSERT INTO leases (name, holder, until) VALUES (:name, :holder, now() + make_interval(secs => :fresh_s))
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"""),
            values,
        )


def signs() -> dict[str, tuple[bool, datetime]]:
    """Of each process: whether it is alive, and when it gave its last sign."""
    with reading():
        rows = db.session.execute(
            text("SELECT name, until, until > now() AS fresh FROM leases WHERE name LIKE 'alive:%'")
        ).all()
    held = timedelta(seconds=FRESH_S)
    return {row.name.removeprefix("alive:"): (row.fresh, row.until - held) for row in rows}
