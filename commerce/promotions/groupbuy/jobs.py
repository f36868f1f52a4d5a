"""Timed work of group-buys."""

from sqlalchemy import select

from commerce.orders import jobs as orders
from commerce.promotions.groupbuy import actions, queries
from commerce.promotions.groupbuy.models import Group, GroupActivity
from jobs.queue import Postponed
from kernel import clock
from kernel.db import db, find, reading, transaction


def expire(group_id: int) -> None:
    """The group's time is over: refund everyone unless it is complete. Safe to repeat."""
    with reading():
        group = find(Group, group_id)
    if group.state == "open" and group.expires_at is not None and group.expires_at > clock.now():
        raise Postponed(group.expires_at, "the group still has time")
    with transaction():
        actions.expire(group_id, clock.now())


def close_unpaid(group_id: int) -> None:
    """The group has failed: the orders that still wait for money close. Safe to repeat."""
    with reading():
        places = [place for place in queries.seats_of([group_id])[group_id] if place.state == "held"]
    for place in places:
        orders.close_unpaid(place.order_id, "拼团没有成", by="system")


def sweep() -> None:
    """Behind the timers: fail overdue groups, end activities whose time is over. Safe to repeat."""
    at = clock.now()
    with reading():
        overdue = list(
            db.session.scalars(select(Group.id).where(Group.state == "open", Group.expires_at < at).limit(200))
        )
        over = select(GroupActivity.id).where(GroupActivity.state == "running", GroupActivity.ends_at < at)
        ended = list(db.session.scalars(over))
    for group_id in overdue:
        expire(group_id)
    for activity_id in ended:
        with transaction():
            actions.end(activity_id)
