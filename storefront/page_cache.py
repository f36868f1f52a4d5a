"""Rendered product pages, kept in this process and shared by all shoppers of one shop.

What belongs to one shopper (form token, cart count, favourite, address) is a mark in the kept page and is filled in
on each request. A kept page is at most TTL_S old, then its facts are asked again; it is rendered again only when they
are not the same any more. The buy sheet asks the server again before anybody pays.
"""

import re
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

TTL_S = 2.0
"""Counters, stock and prices on the page may be this old (reliability I26 allows 5 s)."""
MOST_KEPT = 500

_SEED = secrets.token_hex(8)  # no merchant's text can contain our marks
_MARK = re.compile(f"@@{_SEED}-([a-z_]+)@@")


class Key(NamedTuple):
    """Whose page of which product, as which address asked for it, for which kind of browser."""

    tenant_id: int
    product_id: int
    host: str
    variant: str


class Facts(NamedTuple):
    """All that a page is made of: what it is called among its like, and everything the template is given.

    Pages of equal facts are the same page. shown: compared whole, so nothing that shows can be left out of a key.
    """

    variant: str
    shown: Mapping[str, Any]


class _Page(NamedTuple):
    """A page as it is sent: text and places of marks in turns, and the names of the marks."""

    text: list[bytes]
    marks: list[str]


class _Made(NamedTuple):
    shown: Mapping[str, Any]
    page: _Page


_kept: dict[Key, tuple[float, _Page]] = {}
_made: dict[Key, _Made] = {}


def mark(name: str) -> str:
    """What stands in a kept page where something private will be."""
    return f"@@{_SEED}-{name}@@"


def page(
    key: Key,
    ask: Callable[[], Facts | None],
    render: Callable[[Mapping[str, Any]], str],
    fill: Callable[[], Mapping[str, str]],
) -> bytes | None:
    """The page with its private parts. None when ask() finds nothing to show.

    ask: the facts of this moment, when no fresh page is kept; render: the page they make, when they have changed.
    """
    kept = _kept.get(key)
    if kept is None or time.monotonic() - kept[0] > TTL_S:
        facts = ask()
        if facts is None:
            return None
        kept = (time.monotonic(), _page(key, facts, render))
        _keep(_kept, key, kept)
    values = fill()
    parts, names = list(kept[1].text), kept[1].marks
    parts[1::2] = [values[name].encode() for name in names]
    return b"".join(parts)


def forget() -> None:
    """Render everything afresh."""
    _kept.clear()
    _made.clear()


def _page(key: Key, facts: Facts, render: Callable[[Mapping[str, Any]], str]) -> _Page:
    key = key._replace(variant=facts.variant)
    made = _made.get(key)
    if made is None or made.shown != facts.shown:
        parts = _MARK.split(render(facts.shown))
        made = _Made(facts.shown, _Page([part.encode() for part in parts], parts[1::2]))
        _keep(_made, key, made)
    return made.page


def _keep(pages: dict[Key, Any], key: Key, page: Any) -> None:
    if len(pages) >= MOST_KEPT:
        pages.clear()
    pages[key] = page
