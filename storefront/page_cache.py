"""Rendered product pages, kept for a moment in this process and shared by all shoppers of one shop.

What belongs to one shopper (form token, cart count, favourite, address) is a mark in the kept page and is filled in
on each request. A kept page is at most TTL_S old; the buy sheet asks the server again before anybody pays.
"""

import re
import secrets
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

TTL_S = 2.0
"""Counters, stock and prices on the page may be this old (reliability I26 allows 5 s)."""
MOST_KEPT = 500

_SEED = secrets.token_hex(8)  # no merchant's text can contain our marks
_MARK = re.compile(f"@@{_SEED}-([a-z_]+)@@")


class Key(NamedTuple):
    """Whose page of which product, for which kind of browser."""

    tenant_id: int
    product_id: int
    variant: str


_kept: dict[Key, tuple[float, list[str]]] = {}


def mark(name: str) -> str:
    """What stands in a kept page where something private will be."""
    return f"@@{_SEED}-{name}@@"


def page(key: Key, render: Callable[[], str | None], fill: Callable[[], Mapping[str, str]]) -> str | None:
    """The page with its private parts, rendered only when no fresh one is kept. None when there is none to render."""
    kept = _kept.get(key)
    if kept is None or time.monotonic() - kept[0] > TTL_S:
        body = render()
        if body is None:
            return None
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        kept = (time.monotonic(), _MARK.split(body))
        _kept[key] = kept
    values = fill()
    parts = list(kept[1])
    parts[1::2] = [values[name] for name in parts[1::2]]
    return "".join(parts)


def forget() -> None:
    """Render everything afresh."""
    _kept.clear()
