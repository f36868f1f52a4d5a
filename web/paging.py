"""Keyset paging: the next page starts after the last row seen, however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Row = TypeVar("Row")
SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows; `next_after` is the cursor of the next page or None; `total` may be None when not counted."""

    rows: Sequence[Row]
    next_after: str | None
    total: int | None = None


def size() -> int:
    """The page size asked for, kept to the sizes on offer."""
    asked = request.args.get("size", "")
    return int(asked) if asked in {str(s) for s in SIZES} else SIZES[0]


def after() -> int | None:
    """The cursor asked for: an id, or None for the first page; nonsense is the first page."""
    asked = request.args.get("after", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None
