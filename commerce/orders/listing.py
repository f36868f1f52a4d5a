"""Orders as a list: narrowed, searched, sorted and turned page by page by keyset, however many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, Select, func, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from commerce.orders.models import Order, OrderLine
from kernel import keyset
from kernel.db import db
from kernel.keyset import Turn

TABS: dict[str, tuple[str, ...]] = {
    "": (), "placed": ("placed",), "paid": ("paid", "part_shipped"), "held": ("paid", "part_shipped"),
    "shipped": ("shipped",),
    "completed": ("completed",), "closed": ("closed",), "refunded": ("refunded",),
}  # fmt: skip
HELD = {"paid": False, "held": True}
"""Tabs of paid orders: those that may be shipped, and those of running groups or held by a platform, which may not."""
SORTS: dict[str, tuple[Any, bool]] = {  # name → column, newest or largest first
    "": (Order.placed_at, True), "oldest": (Order.placed_at, False),
    "largest": (Order.total_fen, True), "smallest": (Order.total_fen, False),
}  # fmt: skip
WORDS_MAX = 60
CHUNK = 500


@dataclass(frozen=True)
class Narrowing:
    """What a list of orders is narrowed to; every field empty = all orders."""

    tab: str = ""
    words: str = ""
    parcels_of: tuple[int, ...] = ()  # orders whose parcel bears the words as its number
    since: datetime | None = None
    until: datetime | None = None
    source: str = ""
    kind: str = ""
    is_starred: bool = False
    is_urged: bool = False
    has_note: bool = False
    paid_before: datetime | None = None  # only what still has to be shipped and was paid before
    least_fen: int | None = None
    most_fen: int | None = None
    sort: str = ""


@dataclass(frozen=True)
class OrderPage:
    """One page. before, after: cursors of the pages on either side, None at the ends."""

    rows: Sequence[Order]
    total: int
    before: str | None
    after: str | None


def page(wanted: Narrowing, *, before: str = "", after: str = "", limit: int = 20) -> OrderPage:
    """The first page, the one after a cursor, or the one before. A cursor that makes no sense is the first page."""
    total = count(wanted)
    asked = keyset.turn(lambda cursor: _cursor(wanted, cursor), before=before, after=after)
    found = list(db.session.scalars(_ordered(_matching(wanted), wanted, asked).limit(limit + 1)))
    cut = keyset.cut(found, asked, limit, lambda order: cursor_of(wanted, order))
    return OrderPage(cut.rows, total, cut.before, cut.after)


def count(wanted: Narrowing) -> int:
    """How many orders match."""
    return int(db.session.scalar(_where(select(func.count()).select_from(Order), wanted)) or 0)


def counts() -> dict[str, int]:
    """How many orders each tab holds, over the whole shop. Read from the index but for what is paid and not shipped."""
    rows = db.session.execute(select(Order.state, func.count()).group_by(Order.state))
    by_state = {state: found for state, found in rows}
    counted = {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()}
    held = db.session.scalar(select(func.count()).where(Order.state.in_(TABS["held"]), Order.is_blocked)) or 0
    return counted | {"": sum(by_state.values()), "paid": counted["paid"] - held, "held": held}


def ids(wanted: Narrowing, limit: int) -> list[int]:
    """The first matching ids in the list's order, for moves on everything matched."""
    statement = _ordered(_where(select(Order.id), wanted), wanted, Turn()).limit(limit)
    return list(db.session.scalars(statement))


def some(order_ids: Sequence[int]) -> list[Order]:
    """These orders of the shop, newest first; others' ids are simply not there."""
    statement = select(Order).where(Order.id.in_(order_ids)).order_by(Order.placed_at.desc(), Order.id.desc())
    return list(db.session.scalars(statement))


def neighbours(order: Order) -> tuple[int | None, int | None]:
    """The orders placed just after and just before this one."""
    here = tuple_(Order.placed_at, Order.id)
    this = tuple_(order.placed_at, order.id)
    newer = select(Order.id).where(here > this).order_by(Order.placed_at, Order.id).limit(1)
    older = select(Order.id).where(here < this).order_by(Order.placed_at.desc(), Order.id.desc()).limit(1)
    return db.session.scalar(newer), db.session.scalar(older)


def chunk(wanted: Narrowing, after: str, limit: int = CHUNK) -> list[Order]:
    """The next orders of an export, in the list's order; empty at the end."""
    return list(db.session.scalars(_ordered(_matching(wanted), wanted, Turn(_cursor(wanted, after))).limit(limit)))


def cursor_of(wanted: Narrowing, order: Order) -> str:
    """Where the page after this order starts: "<sort value>-<id>"."""
    if wanted.sort in ("largest", "smallest"):
        return f"{order.total_fen}-{order.id}"
    return f"{_micros(order.placed_at)}-{order.id}"


def in_chunks(order_ids: Sequence[int]) -> Iterator[list[int]]:
    """Ids in portions small enough for one statement."""
    for start in range(0, len(order_ids), CHUNK):
        yield list(order_ids[start : start + CHUNK])


def _matching(wanted: Narrowing) -> Select[tuple[Order]]:
    return _where(select(Order), wanted)


def _ordered(statement: Any, wanted: Narrowing, asked: Turn) -> Any:
    column, is_falling = SORTS[wanted.sort]
    return keyset.ordered(statement, (column, Order.id), asked, is_falling=is_falling)


def _cursor(wanted: Narrowing, cursor: str) -> tuple[Any, int] | None:
    value, _, order_id = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (value, order_id)):
        return None
    if wanted.sort in ("largest", "smallest"):
        return int(value), int(order_id)
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=min(int(value), 10**17)), int(order_id)


def _micros(at: datetime) -> int:
    return (at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)


def _where(statement: Select[Any], wanted: Narrowing) -> Select[Any]:
    conditions: list[Any] = [
        states and Order.state.in_(states) if (states := TABS[wanted.tab]) else None,
        Order.is_blocked.is_(HELD[wanted.tab]) if wanted.tab in HELD else None,
        Order.placed_at >= wanted.since if wanted.since else None,
        Order.placed_at < wanted.until if wanted.until else None,
        Order.source == wanted.source if wanted.source else None,
        Order.kind == wanted.kind if wanted.kind else None,
        Order.is_starred if wanted.is_starred else None,
        Order.is_urged if wanted.is_urged else None,
        or_(Order.buyer_note != "", Order.staff_note != "") if wanted.has_note else None,
        (Order.paid_at < wanted.paid_before) & Order.state.in_(TABS["paid"]) & ~Order.is_blocked
        if wanted.paid_before
        else None,
        Order.total_fen >= wanted.least_fen if wanted.least_fen is not None else None,
        Order.total_fen <= wanted.most_fen if wanted.most_fen is not None else None,
        Order.id.in_(_spoken_of(wanted.words, wanted.parcels_of)) if wanted.words else None,
    ]
    return statement.where(*(condition for condition in conditions if condition is not None))


def _spoken_of(words: str, parcels_of: Sequence[int]) -> Any:
    """Ids of orders by number, parcel, the platform's number, recipient, the phone's last digits, or a product's title.

    Under row-level security an index answers only what gives nothing away: `=`, `<` and `^@` (starts with) of columns
    as they are. LIKE, and whatever is taken out of a document, would read every row of the shop.
    """
    words = words[:WORDS_MAX]
    ways: list[Select[Any]] = [select(Order.id).where(Order.id.in_(parcels_of))] if parcels_of else []
    if words.isascii() and words.isdigit() and len(words) in (4, 11):
        by_end = select(Order.id).where(Order.phone_end == words[-4:])
        ways.append(by_end if len(words) == 4 else by_end.where(Order.recipient["phone"].astext == words))
    if words.isascii() and words.isalnum() and len(words) >= 4:
        ways.append(select(Order.id).where(Order.number.op("^@")(words.upper())))
        ways.append(select(Order.id).where(Order.source.in_(("tmall", "jd")), Order.remote_number == words))
    ways.append(select(Order.id).where(Order.recipient_name.op("^@")(words)))
    titles = _titles()
    titled = select(titles.c.title).where(titles.c.title.icontains(words, autoescape=True))
    ways.append(select(OrderLine.order_id).where(OrderLine.title.in_(titled)))
    return union(*ways)


def _titles() -> CTE:
    """Every title ever ordered, once: the index is walked from one title to the next, so it is as quick however often
    each was bought."""
    line = aliased(OrderLine)
    first = select(line.title).order_by(line.title).limit(1).scalar_subquery()
    titles = select(first.label("title")).cte("titles", recursive=True)
    following = select(line.title).where(line.title > titles.c.title).order_by(line.title).limit(1).scalar_subquery()
    return titles.union_all(select(following).where(titles.c.title.is_not(None)))
