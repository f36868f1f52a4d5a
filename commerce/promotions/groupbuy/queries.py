"""Reads about group-buys. Every number shown counts real rows (I26)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from commerce.promotions.groupbuy.models import Group, GroupActivity, GroupPrice, Seat
from kernel import clock
from kernel.db import db


def prices(activity_id: int, sku_ids: Sequence[int]) -> dict[int, int]:
    """Group prices in fen of these SKUs; empty when the activity does not run now."""
    at = clock.now()
    rows = db.session.execute(
        select(GroupPrice.sku_id, GroupPrice.price_fen)
        .join(GroupActivity, (GroupActivity.tenant_id == GroupPrice.tenant_id) & (GroupActivity.id == GroupPrice.activity_id))
        .where(
            GroupPrice.activity_id == activity_id,
            GroupPrice.sku_id.in_(sku_ids),
            GroupActivity.state == "running",
            GroupActivity.starts_at <= at,
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


def open_groups(activity_id: int, at: datetime, limit: int = 2) -> list[Group]:
    """Groups with a free seat, the fullest and oldest first."""
    statement = (
        select(Group)
        .where(Group.activity_id == activity_id, Group.state == "open", Group.expires_at > at, Group.seats_taken < Group.size)
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
