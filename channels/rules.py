"""Plain decisions about levels, windows, money and times of other marketplaces."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from kernel.clock import SHOP_ZONE

OVERLAP_S = 300
"""Windows overlap, since a platform may show a change late. Source: 3.9 "cursor = (window end - overlap 5 min)"."""
PULL_SHARE_BP = 8000
"""Reading may use this part of a day's calls; the rest is kept for stock and tracking numbers."""
RANKS = {"unpaid": 0, "to_ship": 1, "held": 1, "shipped": 2, "done": 3, "cancelled": 4}

Item = TypeVar("Item")
_YUAN = re.compile(r"(-?)([0-9]+)(?:\.([0-9]{1,2})0*)?")


def fen_of(yuan: Any) -> int:
    """Yuan as both platforms write them ("79", "79.9", "1280.00", absent) as fen, exactly.

    Raises ValueError on anything that would have to be rounded.
    """
    if yuan in (None, ""):
        return 0
    found = _YUAN.fullmatch(str(yuan).strip())
    if not found:
        raise ValueError(f"not an amount in yuan: {yuan!r}")
    sign, whole, decimals = found.groups()
    fen = int(whole) * 100 + int((decimals or "").ljust(2, "0") or 0)
    return -fen if sign else fen


def beijing_text(at: datetime) -> str:
    """2026-05-01 12:00:00, the wall clock both platforms use."""
    return at.astimezone(SHOP_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def from_beijing(text: str | None) -> datetime | None:
    """The moment of such a text; None when there is none."""
    if not text:
        return None
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHOP_ZONE).astimezone(UTC)


def moment(text: str | None) -> datetime:
    """The same where it must be there."""
    at = from_beijing(text)
    if at is None:
        raise ValueError("a time is missing")
    return at


def level(sellable: int, buffer: int) -> int:
    """What a platform may show: our sellable pieces without those kept back, never below 0."""
    return max(0, sellable - max(0, buffer))


def windows(read_until: datetime, until: datetime, longest_s: int) -> Iterator[tuple[datetime, datetime]]:
    """Windows from the cursor (with overlap) up to now, each at most `longest_s` long."""
    start = read_until - timedelta(seconds=OVERLAP_S)
    while start < until:
        end = min(until, start + timedelta(seconds=longest_s))
        yield start, end
        if end >= until:
            return
        start = end - timedelta(seconds=OVERLAP_S)


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Parts of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def digest(content: Any) -> str:
    """A short mark of a remote order's content; equal content has an equal mark."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def is_newer(known_at: datetime, known_digest: str, known_stage: str, seen: Any) -> bool:
    """Whether a sight of a remote order tells more than we know: late and doubled pages do not.

    Times have seconds only: within one second an order does not go back to an earlier stage.
    """
    if seen.modified_at != known_at:
        return bool(seen.modified_at > known_at)
    return bool(seen.digest != known_digest and RANKS[seen.stage] >= RANKS[known_stage])


def seconds_to_midnight(at: datetime) -> int:
    """Until the platforms' day ends, at least 1."""
    local = at.astimezone(SHOP_ZONE)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(1, int((midnight - local).total_seconds()))


def day_there(at: datetime) -> date:
    """The calendar day at the platforms."""
    return at.astimezone(SHOP_ZONE).date()
