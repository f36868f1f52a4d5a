"""The books by day, and the rows behind a day: what the merchant reads and what the files hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, and_, cast, func, or_, select

from commerce.books.models import Bill
from commerce.books.queries import bills, open_counts
from commerce.ledger.models import Entry, Journal
from commerce.ledger.queries import end_of, start_of
from commerce.orders.models import Order
from kernel import keyset
from kernel.clock import SHOP_ZONE
from kernel.db import db
from kernel.keyset import Slice

EARNED = ("order_revenue", "freight", "shop_discounts", "platform_discounts")
PURPOSES = {
    "capture": "收款", "sale": "订单入账", "request": "申请退款", "fail": "退款失败转回", "settle": "退款到账",
    "suspense": "待查收款", "release": "待查款处理", "found": "待查款找到订单",
    "cleared": "账单对平", "parked": "账单多出", "fee": "手续费",
    "withdrawn": "提现", "adjust": "差异调整", "earn": "佣金", "pay": "佣金支付",
}  # fmt: skip
GROUPS: dict[str, tuple[str, ...]] = {
    "": (),
    "in": ("capture", "sale", "suspense", "release", "found"),
    "refund": ("request", "fail", "settle"),
    "fee": ("fee",),
    "bill": ("cleared", "parked", "withdrawn", "adjust"),
}


@dataclass
class Day:
    """One shop day, in fen. due: what orders were to bring; received: what came in; net: received less the rest."""

    on: date
    due_fen: int = 0
    received_fen: int = 0
    refunded_fen: int = 0
    fee_fen: int = 0
    open_count: int = 0
    trade_bill: Bill | None = None
    fund_bill: Bill | None = None

    @property
    def net_fen(self) -> int:
        return self.received_fen - self.refunded_fen - self.fee_fen


def days(since_on: date, until_on: date) -> list[Day]:
    """Every day of the span, newest first, also those without money."""
    count = (until_on - since_on).days + 1
    found = {until_on - timedelta(days=back): Day(until_on - timedelta(days=back)) for back in range(count)}
    for on, verb, account, fen in db.session.execute(_sums(since_on, until_on)):
        _count(found[on], verb, account, int(fen))
    for on, open_count in open_counts().items():
        if on in found:
            found[on].open_count = open_count
    for bill in bills(since_on, until_on):
        setattr(found[bill.bill_on], f"{bill.kind}_bill", bill)
    return list(found.values())


def total(rows: Sequence[Day], on: date) -> Day:
    """All days in one."""
    names = ("due_fen", "received_fen", "refunded_fen", "fee_fen", "open_count")
    return Day(on, **{name: sum(getattr(row, name) for row in rows) for name in names})


def _sums(since_on: date, until_on: date) -> Any:
    day = cast(func.timezone(SHOP_ZONE.key, Journal.at), Date)
    verb = func.split_part(Journal.purpose, ":", 1)
    return (
        select(day, verb, Entry.account, func.sum(Entry.amount_fen))
        .join(Entry, _of_journal())
        .where(Journal.at >= start_of(since_on), Journal.at < end_of(until_on))
        .group_by(day, verb, Entry.account)
    )


def _of_journal() -> Any:
    return and_(Entry.tenant_id == Journal.tenant_id, Entry.journal_id == Journal.id)


def _count(day: Day, verb: str, account: str, fen: int) -> None:
    if account in EARNED:
        day.due_fen -= fen
    elif account == "wechat_clearing" and verb in ("capture", "suspense", "found"):
        day.received_fen += fen
    elif account == "refund_clearing" and verb == "settle":
        day.refunded_fen += fen
    elif account == "wechat_clearing" and verb == "release":  # somebody gave it back by hand
        day.refunded_fen -= fen
    elif account == "fees":
        day.fee_fen += fen


@dataclass(frozen=True)
class Line:
    """One entry with its journal, as people and files read it."""

    id: int
    journal_id: int
    at: datetime
    purpose: str
    cause_id: str
    order_id: int | None
    order_number: str | None
    account: str
    subject: str
    amount_fen: int
    note: str


def count_lines(since_on: date, until_on: date) -> int:
    """How many entries a file of these days will hold."""
    statement = select(func.count()).select_from(Entry).where(*_within(since_on, until_on))
    return int(db.session.scalar(statement) or 0)


def lines(
    since_on: date, until_on: date, *, after: tuple[datetime, int] | None = None, limit: int = 2000
) -> list[Line]:
    """Entries in the order of time; after: (at, id) of the last one read."""
    statement = _lines().where(*_within(since_on, until_on)).order_by(Entry.at, Entry.id).limit(limit)
    if after is not None:
        statement = statement.where(or_(Entry.at > after[0], and_(Entry.at == after[0], Entry.id > after[1])))
    return _read(statement)


def journals(
    since_on: date, until_on: date, group: str = "", *, before: str = "", after: str = "", limit: int = 20
) -> Slice[list[Line]]:
    """A page of the journals of these days with their entries, newest first. group: of GROUPS."""
    wanted = select(Journal.id).where(*_of_group(since_on, until_on, group))
    page = keyset.newest_first(
        wanted, Journal.id, lambda page: list(db.session.scalars(page)), lambda journal_id: journal_id,
        before=before, after=after, limit=limit,
    )  # fmt: skip
    ids = list(page.rows)
    found: dict[int, list[Line]] = {journal_id: [] for journal_id in ids}
    for line in _read(_lines().where(Entry.journal_id.in_(ids)).order_by(Entry.id)) if ids else ():
        found[line.journal_id].append(line)
    return Slice(list(found.values()), page.before, page.after)


def count_journals(since_on: date, until_on: date, group: str = "") -> int:
    """How many journals these days hold. group: of GROUPS."""
    statement = select(func.count()).select_from(Journal).where(*_of_group(since_on, until_on, group))
    return int(db.session.scalar(statement) or 0)


def _of_group(since_on: date, until_on: date, group: str) -> tuple[Any, ...]:
    within = (Journal.at >= start_of(since_on), Journal.at < end_of(until_on))
    verbs = GROUPS[group]
    return (*within, func.split_part(Journal.purpose, ":", 1).in_(verbs)) if verbs else within


def _within(since_on: date, until_on: date) -> tuple[Any, Any]:
    return Entry.at >= start_of(since_on), Entry.at < end_of(until_on)


def _lines() -> Any:
    of_order = and_(Order.tenant_id == Journal.tenant_id, Order.id == Journal.order_id)
    return (
        select(
            Entry.id, Entry.journal_id, Entry.at, Journal.purpose, Journal.cause_id, Journal.order_id, Order.number,
            Entry.account, Entry.subject, Entry.amount_fen, Journal.note,
        )
        .join(Journal, _of_journal())
        .outerjoin(Order, of_order)
    )  # fmt: skip


def _read(statement: Any) -> list[Line]:
    return [Line(*row) for row in db.session.execute(statement)]


def purpose_label(purpose: str) -> str:
    """A purpose in the merchant's words."""
    verb, _, turn = purpose.partition(":")
    return PURPOSES.get(verb, verb) + (f"（第 {turn} 次）" if turn.isdigit() and turn != "1" else "")
