"""Reactions of group-buys to facts."""

from commerce.events.orders import OrderClosed, OrderPaid
from commerce.events.promotions import GroupOpened
from commerce.promotions.groupbuy import actions, jobs
from commerce.promotions.groupbuy.models import Group
from jobs.queue import later
from kernel.db import find


def on_order_paid(fact: OrderPaid) -> None:
    """The buyer's seat is taken for good."""
    actions.pay_seat(fact.order_id, fact.settled_at)


def on_order_closed(fact: OrderClosed) -> None:
    """The seat is free again."""
    actions.release_seat(fact.order_id)


def on_group_opened(fact: GroupOpened) -> None:
    """Set the group's timer."""
    group = find(Group, fact.group_id)
    if group.expires_at is not None:
        later(jobs.expire, group.id, key=f"group:{group.id}", at=group.expires_at)
