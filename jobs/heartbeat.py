"""Signs of life of our own processes, for the operator's health page."""

import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text

from jobs import clocks, holders
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope

EVERY_S = 10.0
FRESH_S = 45
WRITE = """
INSERT INTO leases (name, holder, until, skew_ms) VALUES (:name, :holder, now() + make_interval(secs => :fresh_s),
  coalesce(CAST(:skew_ms AS bigint), round(extract(epoch FROM CAST(:at AS timestamptz) - clock_timestamp()) * 1000)))
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until, skew_ms = excluded.skew_ms
RETURNING skew_ms
"""
log = structlog.get_logger()
_last: dict[str, float] = {}


def beat(name: str) -> None:
    """This process is alive; written at most every few seconds. Safe to repeat."""
    if time.monotonic() - _last.get(name, -EVERY_S) < EVERY_S:
        return
    _last[name] = time.monotonic()
    skew_ms = _write(f"alive:{name}", FRESH_S)
    if abs(skew_ms) >= clocks.ALARM_MS:
        log.error("clock.skewed", process=name, other="database", skew_ms=skew_ms)


def _write(name: str, fresh_s: int, skew_ms: int | None = None) -> int:
    """One sign; without a skew, this process's clock against the database's. Returns the skew."""
    values = {
        "name": name, "holder": holders.me(), "fresh_s": fresh_s, "skew_ms": skew_ms,
        "at": clock.now(),
    }  # fmt: skip
    with tenant_scope(None), transaction() as session:
        return int(session.execute(text(WRITE), values).scalar_one())


def note_clock(name: str, skew_ms: int) -> None:
    """Our clock and another's (WeChat Pay's, as its signed answers tell it) disagree: an alarm for the operator.

    Written at most every few seconds. Safe to repeat.
    """
    if abs(skew_ms) < clocks.WARN_MS or time.monotonic() - _last.get(f"clock:{name}", -EVERY_S) < EVERY_S:
        return
    _last[f"clock:{name}"] = time.monotonic()
    log.error("clock.skewed", other=name, skew_ms=skew_ms)
    _write(f"clock:{name}", clocks.KEEP_S, skew_ms)


def skews() -> dict[str, int]:
    """Clocks that disagree with ours by more than letters and timers bear well: name → ms that ours are ahead."""
    with reading():
        rows = db.session.execute(
            text("SELECT name, skew_ms FROM leases WHERE until > now() AND abs(skew_ms) >= :warn_ms ORDER BY name"),
            {"warn_ms": clocks.WARN_MS},
        ).all()
    return {row.name.partition(":")[2]: row.skew_ms for row in rows}


def signs() -> dict[str, tuple[bool, datetime]]:
    """Of each process: whether it is alive, and when it gave its last sign."""
    with reading():
        rows = db.session.execute(
            text("SELECT name, until, until > now() AS fresh FROM leases WHERE name LIKE 'alive:%'")
        ).all()
    held = timedelta(seconds=FRESH_S)
    return {row.name.removeprefix("alive:"): (row.fresh, row.until - held) for row in rows}


def forget() -> None:
    """Nothing was written yet by this process."""
    _last.clear()
