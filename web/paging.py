"""Keyset paging: the next page starts after the last row seen, however many rows there are."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import request

SIZES = (20, 50, 100)


def size() -> int:
    """The page size asked for, kept to the sizes on offer."""
    asked = request.args.get("size", "")
    return int(asked) if asked in {str(s) for s in SIZES} else SIZES[0]


def after() -> int | None:
    """The cursor asked for: an id, or None for the first page; nonsense is the first page."""
    asked = request.args.get("after", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None


def cursor(name: str) -> str:
    """A cursor of the address (`before` or `after`) as the lists take it; they judge what it means."""
    return request.args.get(name, "")[:40]


def turns(path: str, given: Mapping[str, str], before: str | None, after: str | None) -> dict[str, str | None]:
    """prev_url and next_url of a list that turns by keyset; given: what the address narrows to."""
    return {
        "prev_url": f"{path}?{urlencode({**given, 'before': before})}" if before else None,
        "next_url": f"{path}?{urlencode({**given, 'after': after})}" if after else None,
    }
