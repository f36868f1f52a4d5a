"""Reactions of group-buys to facts."""

from collections.abc import Sequence

from commerce.events.orders import OrderClosed, OrderPaid
from commerce.events.promotions import GroupOpened
from commerce.promotions.groupbuy import actions, jobs, queries
from commerce.promotions.groupbuy.models import Group
from jobs.outbox import together
from jobs.queue import later
from kernel.db import find


@together
def on_order_paid(facts: Sequence[OrderPaid]) -> None:
    """The buyers' seats are taken for good. Most orders have none, so that is asked first, for all at once."""
    seated = queries.orders_with_seat([fact.order_id for fact in facts])
    for fact in facts:
        if fact.order_id in seated:
            actions.pay_seat(fact.order_id, fact.settled_at)


def on_order_closed(fact: OrderClosed) -> None:
    """The seat is free again."""
    actions.release_seat(fact.order_id)


def on_group_opened(fact: GroupOpened) -> None:
    """Set the group's timer."""
    group = find(Group, fact.group_id)
    if group.expires_at is not None:
        later(jobs.expire, group.id, key=f"group:{group.id}", at=group.expires_at)
