"""Keyset paging in both directions: a page starts after the last row seen, or ends before the first one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_

Row = TypeVar("Row")


@dataclass(frozen=True)
class Turn:
    """Which page is asked for: the one after a place, the one before it, or (place None) the first."""

    place: tuple[Any, ...] | None = None
    goes_back: bool = False


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page. before, after: cursors of the pages on either side, None at the ends."""

    rows: Sequence[Row]
    before: str | None
    after: str | None


def turn(read: Callable[[str], tuple[Any, ...] | None], *, before: str, after: str) -> Turn:
    """What two cursors of an address mean. read: a cursor's values, None for nonsense, which is the first page."""
    place = read(before) if before else None
    return Turn(place, goes_back=True) if place is not None else Turn(read(after) if after else None)


def row_id(cursor: str) -> tuple[int] | None:
    """The place a list ordered by id alone turns at; None for nonsense."""
    return (int(cursor),) if cursor.isascii() and cursor.isdigit() and len(cursor) <= 18 else None


def newest_first(
    statement: Any, column: Any, read: Callable[[Any], Sequence[Row]], id_of: Callable[[Row], int],
    *, before: str = "", after: str = "", limit: int,
) -> Slice[Row]:  # fmt: skip
    """A page of a list ordered by its id alone. before, after: cursors of the address; read: asks the statement."""
    asked = turn(row_id, before=before, after=after)
    found = read(ordered(statement, (column,), asked).limit(limit + 1))
    return cut(found, asked, limit, lambda row: str(id_of(row)))


def ordered(statement: Select[Any], columns: Sequence[Any], asked: Turn, *, is_falling: bool = True) -> Select[Any]:
    """The statement from the place on, in the list's order, or backwards when going back. The last column is unique."""
    falls = is_falling != asked.goes_back
    if asked.place is not None:
        here, there = tuple_(*columns), tuple_(*asked.place)
        statement = statement.where(here < there if falls else here > there)
    return statement.order_by(*((column.desc() if falls else column.asc()) for column in columns))


def cut(found: Sequence[Row], asked: Turn, limit: int, cursor_of: Callable[[Row], str]) -> Slice[Row]:
    """The page out of limit + 1 rows read with ordered(); the extra row tells whether there is another page."""
    has_more = len(found) > limit
    rows = list(found[:limit])
    if asked.goes_back:
        rows.reverse()
    is_first = asked.place is None or (asked.goes_back and not has_more)
    is_last = not asked.goes_back and not has_more
    return Slice(
        rows,
        before=None if is_first or not rows else cursor_of(rows[0]),
        after=None if is_last or not rows else cursor_of(rows[-1]),
    )
