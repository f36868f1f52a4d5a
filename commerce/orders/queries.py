"""Reads about orders; every one of them asks for the owner where a shopper asks."""

import functools
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Select, Text, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.orders.models import Order, OrderLine
from jobs.models import Fact
from kernel.db import db, find
from kernel.errors import NotFound
from kernel.prepared import Prepared


def order(order_id: int) -> Order:
    """One order of the shop, for its staff."""
    return find(Order, order_id)


def order_by_number(number: str) -> Order:
    """One order of the shop by its number, for its staff."""
    row = db.session.scalar(select(Order).where(Order.number == number))
    if row is None:
        raise NotFound("没有找到这个订单")
    return row


def numbers_of(order_ids: Collection[int]) -> dict[int, str]:
    """Numbers of the shop's orders by their ids."""
    rows = db.session.execute(select(Order.id, Order.number).where(Order.id.in_(order_ids))) if order_ids else ()
    return {order_id: number for order_id, number in rows}


def own_order(number: str, member_id: int) -> Order:
    """One order of this member; another's is not found."""
    row = db.session.scalar(select(Order).where(Order.number == number, Order.member_id == member_id))
    if row is None:
        raise NotFound("没有找到这个订单")
    return row


_IS_THIS, _WAITS = Order.request_key == bindparam("request_key"), Order.state == "placed"
BEFORE_PLACING = Prepared(
    select(Order.id, _IS_THIS.label("is_this"), _WAITS.label("waits")).where(
        Order.member_id == bindparam("member_id"), or_(_IS_THIS, _WAITS)
    )
)


def before_placing(member_id: int, request_key: str) -> tuple[Order | None, int]:
    """The order an earlier identical request made, and how many of the member's wait for money; each holds stock."""
    rows = BEFORE_PLACING.rows(member_id=member_id, request_key=request_key)
    made = next((row.id for row in rows if row.is_this), None)
    return find(Order, made) if made is not None else None, sum(row.waits for row in rows)


_LINES = (
    select(OrderLine)
    .where(OrderLine.order_id == any_(bindparam("order_ids", type_=ARRAY(BigInteger))))
    .order_by(OrderLine.id)
)


def lines_of(order_ids: Sequence[int]) -> dict[int, list[OrderLine]]:
    """The lines of several orders by order id; one query, and none for no orders."""
    found: dict[int, list[OrderLine]] = {order_id: [] for order_id in order_ids}
    for line in db.session.scalars(_LINES, {"order_ids": list(order_ids)}) if found else ():
        found[line.order_id].append(line)
    return found


def orders_of_member(
    member_id: int, states: Sequence[str] = (), *, words: str = "", before_id: int | None = None, limit: int = 10
) -> list[Order]:
    """A member's orders, newest first. words: part of the number or of a title."""
    statement = _of_member(bool(states), before_id is not None)
    if words:
        lines = select(OrderLine.id).where(OrderLine.order_id == Order.id)
        titled = lines.where(OrderLine.title.icontains(words, autoescape=True)).exists()
        statement = statement.where(or_(Order.number.icontains(words, autoescape=True), titled))
    values = {"member_id": member_id, "states": list(states), "before_id": before_id, "limit": limit}
    return list(db.session.scalars(statement, values))


def newest_of_member(member_id: int, limit: int) -> list[Order]:
    """By when they were placed, which for orders of a platform is not the order they came to us."""
    statement = select(Order).where(Order.member_id == member_id)
    return list(db.session.scalars(statement.order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit)))


@functools.cache
def _of_member(has_states: bool, has_before: bool) -> Select[Order]:
    """Made once for each kind of page: making it costs more than running it."""
    statement = select(Order).where(Order.member_id == bindparam("member_id")).order_by(Order.id.desc())
    if has_states:
        statement = statement.where(Order.state == any_(bindparam("states", type_=ARRAY(Text))))
    if has_before:
        statement = statement.where(Order.id < bindparam("before_id"))
    return statement.limit(bindparam("limit"))


COUNTS_OF_MEMBER = Prepared(
    select(Order.state, func.count()).where(Order.member_id == bindparam("member_id")).group_by(Order.state)
)


def counts_of_member(member_id: int) -> dict[str, int]:
    """How many orders a member has in each state."""
    return {state: count for state, count in COUNTS_OF_MEMBER.rows(member_id=member_id)}


def timeline(order_id: int) -> list[Fact]:
    """What happened to an order, oldest first, with actor and time."""
    return list(db.session.scalars(select(Fact).where(Fact.subject == f"order:{order_id}").order_by(Fact.id)))


def overdue_unpaid(at: datetime, limit: int = 200) -> list[int]:
    """Orders whose time to pay is over, for the sweep behind the timers."""
    statement = select(Order.id).where(Order.state == "placed", Order.hold_until < at).order_by(Order.id).limit(limit)
    return list(db.session.scalars(statement))
