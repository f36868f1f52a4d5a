"""Who has bought what for how much: members with the sums of their orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from commerce.members.models import Member
from commerce.orders.models import Order
from kernel import keyset
from kernel.db import db

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Buyer:
    """A member with paid orders counted; spent_fen without what went back."""

    member: Member
    orders: int
    spent_fen: int
    last_paid_at: datetime | None


@dataclass(frozen=True)
class BuyerPage:
    """One page; before, after: cursors of the pages on either side, None at the ends."""

    rows: Sequence[Buyer]
    total: int
    before: str | None
    after: str | None


def page(words: str = "", *, before: str = "", after: str = "", limit: int = 20) -> BuyerPage:
    """Members, the latest purchase first, never-buyers last. words: nickname, phone or its last four digits."""
    conditions = [Member.merged_into_id.is_(None), *_spoken_of(words)]
    total = int(db.session.scalar(select(func.count()).select_from(Member).where(*conditions)) or 0)
    sums, last = _sums()
    asked = keyset.turn(_cursor, before=before, after=after)
    statement = keyset.ordered(_joined(sums, last).where(*conditions), (last, Member.id), asked)
    found = [_buyer(row) for row in db.session.execute(statement.limit(limit + 1))]
    cut = keyset.cut(found, asked, limit, _cursor_of)
    return BuyerPage(cut.rows, total, cut.before, cut.after)


def one(member_id: int) -> Buyer | None:
    """One member with the sums; None when the shop has no such member."""
    sums, last = _sums()
    row = db.session.execute(_joined(sums, last).where(Member.id == member_id)).one_or_none()
    return _buyer(row) if row else None


def _sums() -> tuple[Any, Any]:
    sums = (
        select(
            Order.member_id, func.count().label("orders"), func.max(Order.paid_at).label("last_paid_at"),
            func.sum(Order.total_fen - Order.refunded_fen).label("spent_fen"),
        )
        .where(Order.paid_at.is_not(None), Order.member_id.is_not(None))
        .group_by(Order.member_id)
        .subquery()
    )  # fmt: skip
    return sums, func.coalesce(sums.c.last_paid_at, NEVER)


def _joined(sums: Any, last: Any) -> Select[Any]:
    columns = select(Member, sums.c.orders, sums.c.spent_fen, sums.c.last_paid_at)
    return columns.outerjoin(sums, sums.c.member_id == Member.id)


def _buyer(row: Any) -> Buyer:
    return Buyer(row[0], row.orders or 0, int(row.spent_fen or 0), row.last_paid_at)


def _spoken_of(words: str) -> list[Any]:
    if not words:
        return []
    ways = [Member.nickname.icontains(words, autoescape=True), Member.phone == words]
    if words.isascii() and words.isdigit() and len(words) == 4:
        ways.append(and_(Member.phone.is_not(None), func.right(Member.phone, 4) == words))
    return [or_(*ways)]


def _cursor(after: str) -> tuple[datetime, int] | None:
    micros, _, member_id = after.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 17 for part in (micros, member_id)):
        return None
    return NEVER + timedelta(microseconds=int(micros)), int(member_id)


def _cursor_of(buyer: Buyer) -> str:
    return f"{((buyer.last_paid_at or NEVER) - NEVER) // timedelta(microseconds=1)}-{buyer.member.id}"
