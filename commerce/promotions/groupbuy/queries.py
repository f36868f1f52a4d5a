"""Reads about group-buys. Every number shown counts real rows (I26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select

from commerce.catalog.models import Media, Product
from commerce.inventory.models import Stock
from commerce.orders.models import Order
from commerce.promotions.groupbuy.models import Group, GroupActivity, GroupPrice, Seat
from kernel import clock
from kernel.db import db, find
from kernel.errors import NotFound
from kernel.prepared import Prepared


def prices(activity_id: int, sku_ids: Sequence[int], group_id: int | None = None) -> dict[int, int]:
    """Group prices in fen of these SKUs; empty when they cannot be had now.

    To open a group the activity must run; a group that is open is joined at its price until its own end.
    """
    at = clock.now()
    runs = and_(GroupActivity.state == "running", GroupActivity.starts_at <= at)
    waits = exists().where(
        Group.tenant_id == GroupActivity.tenant_id,
        Group.activity_id == GroupActivity.id,
        Group.id == group_id,
        Group.state == "open",
        Group.expires_at > at,
    )
    rows = db.session.execute(
        select(GroupPrice.sku_id, GroupPrice.price_fen)
        .join(
            GroupActivity,
            (GroupActivity.tenant_id == GroupPrice.tenant_id) & (GroupActivity.id == GroupPrice.activity_id),
        )
        .where(
            GroupPrice.activity_id == activity_id,
            GroupPrice.sku_id.in_(sku_ids),
            runs if group_id is None else or_(runs, waits),
        )
    )
    return {sku_id: price_fen for sku_id, price_fen in rows}


def running_activity(product_id: int, at: datetime) -> GroupActivity | None:
    """The product's group-buy activity that runs now, or None."""
    return db.session.scalar(
        select(GroupActivity).where(
            GroupActivity.product_id == product_id,
            GroupActivity.state == "running",
            GroupActivity.starts_at <= at,
            GroupActivity.ends_at > at,
        )
    )


def running_goods(limit: int = 200) -> list[tuple[GroupActivity, str]]:
    """The activities of the shop that are under way, newest first, with the titles of their products."""
    statement = (
        select(GroupActivity, Product.title)
        .join(Product, (Product.tenant_id == GroupActivity.tenant_id) & (Product.id == GroupActivity.product_id))
        .where(GroupActivity.state == "running")
    )
    return [(row, title) for row, title in db.session.execute(statement.order_by(GroupActivity.id.desc()).limit(limit))]


def shop_of_running(activity_id: int) -> int | None:
    """Whose activity under way this is, for the platform's switch; None when nobody's is."""
    statement = select(GroupActivity.tenant_id).where(GroupActivity.id == activity_id, GroupActivity.state == "running")
    return db.session.scalar(statement)


def open_groups(activity_id: int, at: datetime, limit: int = 2) -> list[Group]:
    """Groups with a free seat, the fullest and oldest first."""
    statement = (
        select(Group)
        .where(
            Group.activity_id == activity_id,
            Group.state == "open",
            Group.expires_at > at,
            Group.seats_taken < Group.size,
        )
        .order_by((Group.size - Group.seats_taken), Group.expires_at)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def seats_of(group_ids: Sequence[int]) -> dict[int, list[Seat]]:
    """Held and paid seats of groups, the leader first."""
    found: dict[int, list[Seat]] = {group_id: [] for group_id in group_ids}
    statement = (
        select(Seat)
        .where(Seat.group_id.in_(group_ids), Seat.state.in_(("held", "paid")))
        .order_by(Seat.is_leader.desc(), Seat.id)
    )
    for seat in db.session.scalars(statement):
        found[seat.group_id].append(seat)
    return found


def pieces_of_member(activity_id: int, member_id: int) -> int:
    """Pieces of an activity in all of a person's live orders: waiting for money, paid, or delivered."""
    statement = (
        select(func.coalesce(func.sum(Seat.quantity), 0))
        .join(Group, (Group.tenant_id == Seat.tenant_id) & (Group.id == Seat.group_id))
        .join(Order, (Order.tenant_id == Seat.tenant_id) & (Order.id == Seat.order_id))
        .where(
            Group.activity_id == activity_id,
            Seat.state.in_(("held", "paid")),
            Order.member_id == member_id,
            Order.state.not_in(("closed", "refunded")),
        )
    )
    return int(db.session.scalar(statement) or 0)


def refunded_seats(group_id: int) -> list[Seat]:
    """Seats of a group whose money is going back."""
    return list(db.session.scalars(select(Seat).where(Seat.group_id == group_id, Seat.state == "refunded")))


def group(group_id: int) -> Group:
    """One group of the shop."""
    return find(Group, group_id)


def visible_group(group_id: int) -> Group:
    """A group shoppers may see: its leader has paid."""
    row = find(Group, group_id)
    if row.opened_at is None:
        raise NotFound("没有找到这个团")
    return row


@dataclass(frozen=True)
class Invitation:
    """A group somebody was invited to. prices: SKU id → its price and quota."""

    group: Group
    activity: GroupActivity
    prices: dict[int, GroupPrice]
    at: datetime

    @property
    def missing(self) -> int:
        """Free seats."""
        return self.group.size - self.group.seats_taken

    @property
    def is_open(self) -> bool:
        """One may join: time is left, a seat is free, goods are left."""
        return self._is_running and self.missing > 0 and any(row.taken < row.quota for row in self.prices.values())

    @property
    def is_full(self) -> bool:
        """Complete, or every seat is kept for somebody."""
        return self.group.state == "succeeded" or (self._is_running and self.missing == 0)

    @property
    def _is_running(self) -> bool:
        return self.group.state == "open" and self.group.expires_at is not None and self.group.expires_at > self.at


def invitation(group_id: int, product_id: int, at: datetime) -> Invitation | None:
    """The group behind a shared link of this product, whatever became of it; None when there is no such one."""
    row = db.session.execute(
        select(Group, GroupActivity)
        .join(GroupActivity, (GroupActivity.tenant_id == Group.tenant_id) & (GroupActivity.id == Group.activity_id))
        .where(Group.id == group_id, Group.opened_at.is_not(None), GroupActivity.product_id == product_id)
    ).one_or_none()
    if row is None:
        return None
    found = db.session.scalars(select(GroupPrice).where(GroupPrice.activity_id == row[1].id))
    return Invitation(row[0], row[1], {price.sku_id: price for price in found}, at)


@dataclass(frozen=True)
class Offer:
    """An activity as shoppers see it. price_fen: the lowest; is_from: others cost more; single_fen: of buying alone.

    left: pieces that can be had, of the quota and of the stock whichever is less.
    """

    activity: GroupActivity
    title: str
    cover_key: str | None
    price_fen: int
    is_from: bool
    single_fen: int
    quota: int
    taken: int
    left: int


_IN_STOCK = (
    select(func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0))
    .where(Stock.tenant_id == GroupPrice.tenant_id, Stock.sku_id == GroupPrice.sku_id)
    .correlate(GroupPrice)
    .scalar_subquery()
)
_WORTH = (
    Product.title, Media.key, func.min(GroupPrice.price_fen),
    func.max(GroupPrice.price_fen) > func.min(GroupPrice.price_fen), Product.price_from_fen,
    func.sum(GroupPrice.quota), func.sum(GroupPrice.taken),
    func.sum(func.greatest(0, func.least(GroupPrice.quota - GroupPrice.taken, _IN_STOCK))),
)  # fmt: skip


def _offers(*columns: Any) -> Select[*tuple[Any, ...]]:
    """The columns of activities with what their goods are worth."""
    return (
        select(*columns, *_WORTH)
        .select_from(GroupActivity)
        .join(Product, (Product.tenant_id == GroupActivity.tenant_id) & (Product.id == GroupActivity.product_id))
        .outerjoin(Media, (Media.tenant_id == Product.tenant_id) & (Media.id == Product.cover_id))
        .join(
            GroupPrice, (GroupPrice.tenant_id == GroupActivity.tenant_id) & (GroupPrice.activity_id == GroupActivity.id)
        )
        .group_by(GroupActivity.tenant_id, GroupActivity.id, Product.title, Media.key, Product.price_from_fen)
    )


def offer(activity_id: int) -> Offer:
    """One activity with its product, whatever its state."""
    row = db.session.execute(_offers(GroupActivity).where(GroupActivity.id == activity_id)).one_or_none()
    if row is None:
        raise NotFound("没有找到这个活动")
    return Offer(*row)


@dataclass(frozen=True)
class Running:
    """An activity among those that run, as an Offer."""

    product_id: int
    size: int
    succeeded_count: int
    ends_at: datetime
    title: str
    cover_key: str | None
    price_fen: int
    is_from: bool
    single_fen: int
    quota: int
    taken: int
    left: int


HUB = Prepared(
    _offers(GroupActivity.product_id, GroupActivity.size, GroupActivity.succeeded_count, GroupActivity.ends_at)
    .where(
        GroupActivity.state == "running",
        GroupActivity.starts_at <= bindparam("at"),
        GroupActivity.ends_at > bindparam("at"),
        Product.state == "shelved",
    )
    .order_by(GroupActivity.ends_at, GroupActivity.id)
    .limit(bindparam("limit"))
)


def hub(at: datetime, limit: int = 50) -> list[Running]:
    """All activities that run now, those ending first on top; one query."""
    return [Running(*row) for row in HUB.rows(at=at, limit=limit)]
