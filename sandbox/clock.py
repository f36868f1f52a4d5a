"""Times as the vendors write them; everything is kept as UTC seconds and shown as Beijing time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def now_s() -> float:
    """Seconds since 1970."""
    return time.time()


def rfc3339(at_s: float) -> str:
    """2026-05-01T12:00:00+08:00, as WeChat Pay writes times."""
    return datetime.fromtimestamp(at_s, UTC).astimezone(BEIJING).isoformat(timespec="seconds")


def beijing_text(at_s: float) -> str:
    """2026-05-01 12:00:00, as Taobao and JD write times."""
    return datetime.fromtimestamp(at_s, UTC).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def from_beijing_text(text: str) -> float:
    """The seconds of `2026-05-01 12:00:00` Beijing time. Raises ValueError on another form."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).timestamp()


def from_rfc3339(text: str) -> float:
    """The seconds of an RFC 3339 time with its offset. Raises ValueError on another form."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.timestamp()


def beijing_date(at_s: float) -> str:
    """2026-05-01, the Beijing calendar day."""
    return beijing_text(at_s)[:10]
