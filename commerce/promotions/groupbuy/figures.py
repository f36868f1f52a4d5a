"""How group-buys do. Every figure counts real rows (I26); sums in fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from commerce.catalog.models import Media, Product, Sku
from commerce.members.models import Member
from commerce.orders.models import Order
from commerce.promotions.groupbuy.models import Group, GroupActivity, GroupPrice, Seat
from kernel import keyset
from kernel.db import db, find
from kernel.keyset import Slice

STATES = {"draft": "草稿", "waiting": "未开始", "running": "进行中", "ended": "已结束", "stopped": "已停止"}


def phase(activity: GroupActivity, at: datetime) -> str:
    """One of STATES: a published activity waits for its start, runs, and is over when its time is."""
    if activity.state != "running":
        return activity.state
    if activity.ends_at <= at:
        return "ended"
    return "waiting" if activity.starts_at > at else "running"


@dataclass(frozen=True)
class ActivityLine:
    """One activity of the list. members: people who paid; dealt_fen: paid in complete groups, refunds taken off."""

    activity: GroupActivity
    title: str
    cover_key: str | None
    price_fen: int
    members: int
    open_groups: int
    dealt_fen: int


def _in_phase(name: str, at: datetime) -> ColumnElement[bool] | None:
    published = GroupActivity.state == "running"
    return {
        "draft": GroupActivity.state == "draft",
        "waiting": and_(published, GroupActivity.starts_at > at),
        "running": and_(published, GroupActivity.starts_at <= at, GroupActivity.ends_at > at),
        "ended": or_(GroupActivity.state == "ended", and_(published, GroupActivity.ends_at <= at)),
        "stopped": GroupActivity.state == "stopped",
    }.get(name)


def phase_counts(at: datetime) -> dict[str, int]:
    """How many activities are in each phase; one query."""
    columns = [func.count().filter(_in_phase(name, at)).label(name) for name in STATES]  # type: ignore[arg-type]
    return dict(db.session.execute(select(*columns).select_from(GroupActivity)).one()._mapping)


def activities(
    *, name: str = "", words: str = "", before: str = "", after: str = "", at: datetime, limit: int = 20
) -> Slice[ActivityLine]:
    """Activities, newest first, with their figures, a page."""
    statement = (
        select(GroupActivity, Product.title, Media.key, _price(), _members(), _open_groups(), _dealt())
        .join(Product, (Product.tenant_id == GroupActivity.tenant_id) & (Product.id == GroupActivity.product_id))
        .outerjoin(Media, (Media.tenant_id == Product.tenant_id) & (Media.id == Product.cover_id))
    )
    condition = _in_phase(name, at)
    if condition is not None:
        statement = statement.where(condition)
    if words:
        pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        statement = statement.where(or_(GroupActivity.title.ilike(pattern), Product.title.ilike(pattern)))
    return keyset.newest_first(
        statement, GroupActivity.id, lambda page: [_line(row) for row in db.session.execute(page)],
        lambda line: line.activity.id, before=before, after=after, limit=limit,
    )  # fmt: skip


def _line(row: Any) -> ActivityLine:
    return ActivityLine(row[0], row[1], row[2], row[3], row[4], row[5], int(row[6]))


def _price() -> Any:
    lowest = select(func.coalesce(func.min(GroupPrice.price_fen), 0)).where(GroupPrice.activity_id == GroupActivity.id)
    return lowest.correlate(GroupActivity).scalar_subquery()


def _seats(column: Any) -> Any:
    """Seats of the activity that were paid, with their orders."""
    return (
        select(column)
        .select_from(Seat)
        .join(Group, (Group.tenant_id == Seat.tenant_id) & (Group.id == Seat.group_id))
        .join(Order, (Order.tenant_id == Seat.tenant_id) & (Order.id == Seat.order_id))
        .where(Group.activity_id == GroupActivity.id, Seat.paid_at.is_not(None))
        .correlate(GroupActivity)
    )


def _members() -> Any:
    return _seats(func.count(func.distinct(Seat.member_id))).scalar_subquery()


def _dealt() -> Any:
    net = func.coalesce(func.sum(Order.total_fen - Order.refunded_fen), 0)
    return _seats(net).where(Group.state == "succeeded").scalar_subquery()


def _open_groups() -> Any:
    count = select(func.count()).select_from(Group).where(Group.activity_id == GroupActivity.id, Group.state == "open")
    return count.correlate(GroupActivity).scalar_subquery()


@dataclass(frozen=True)
class Figures:
    """An activity now. paid_fen: all that was paid; refunded_fen: of it given back."""

    open: int
    succeeded: int
    failed: int
    members: int
    paid_fen: int
    refunded_fen: int


def figures(activity_id: int) -> Figures:
    """The live figures of one activity; two queries."""
    states = dict(
        db.session.execute(
            select(Group.state, func.count())
            .where(Group.activity_id == activity_id, Group.opened_at.is_not(None))
            .group_by(Group.state)
        ).all()
    )
    row = db.session.execute(
        select(
            func.count(func.distinct(Seat.member_id)),
            func.coalesce(func.sum(Order.total_fen), 0),
            func.coalesce(func.sum(Order.refunded_fen), 0),
        )
        .select_from(Seat)
        .join(Group, (Group.tenant_id == Seat.tenant_id) & (Group.id == Seat.group_id))
        .join(Order, (Order.tenant_id == Seat.tenant_id) & (Order.id == Seat.order_id))
        .where(Group.activity_id == activity_id, Seat.paid_at.is_not(None))
    ).one()
    counts = [states.get(name, 0) for name in ("open", "succeeded", "failed")]
    return Figures(counts[0], counts[1], counts[2], row[0], int(row[1]), int(row[2]))


@dataclass(frozen=True)
class GroupLine:
    """One group with the people who paid: (nickname, is leader, order number). Names are for masking."""

    group: Group
    people: list[tuple[str, bool, str]]


def groups(activity_id: int, *, before: str = "", after: str = "", limit: int = 20) -> Slice[GroupLine]:
    """Groups that were opened, newest first, a page; two queries."""
    statement = select(Group).where(Group.activity_id == activity_id, Group.opened_at.is_not(None))
    page = keyset.newest_first(
        statement, Group.id, lambda page: list(db.session.scalars(page)), lambda group: group.id,
        before=before, after=after, limit=limit,
    )  # fmt: skip
    people = _people([group.id for group in page.rows])
    return Slice([GroupLine(group, people.get(group.id, [])) for group in page.rows], page.before, page.after)


def _people(group_ids: Sequence[int]) -> dict[int, list[tuple[str, bool, str]]]:
    statement = (
        select(Seat.group_id, Member.nickname, Seat.is_leader, Order.number)
        .join(Member, (Member.tenant_id == Seat.tenant_id) & (Member.id == Seat.member_id))
        .join(Order, (Order.tenant_id == Seat.tenant_id) & (Order.id == Seat.order_id))
        .where(Seat.group_id.in_(group_ids), Seat.paid_at.is_not(None))
        .order_by(Seat.is_leader.desc(), Seat.id)
    )
    found: dict[int, list[tuple[str, bool, str]]] = {}
    for group_id, nickname, is_leader, number in db.session.execute(statement):
        found.setdefault(group_id, []).append((nickname, is_leader, number))
    return found


@dataclass(frozen=True)
class PriceLine:
    """A SKU in an activity. single_fen: the price of buying alone now."""

    sku_id: int
    label: str
    code: str
    single_fen: int
    price_fen: int
    quota: int
    taken: int


def price_lines(activity_id: int) -> list[PriceLine]:
    """What each SKU costs in the activity and how many are gone."""
    statement = (
        select(GroupPrice, Sku)
        .join(Sku, (Sku.tenant_id == GroupPrice.tenant_id) & (Sku.id == GroupPrice.sku_id))
        .where(GroupPrice.activity_id == activity_id)
        .order_by(Sku.position, Sku.id)
    )
    return [
        PriceLine(sku.id, sku.label, sku.code, sku.price_fen, price.price_fen, price.quota, price.taken)
        for price, sku in db.session.execute(statement)
    ]


def activity(activity_id: int) -> GroupActivity:
    """One activity of the shop. Raises NotFound."""
    return find(GroupActivity, activity_id)
