"""Reactions of group-buys to facts."""

from collections.abc import Sequence

from commerce.events.orders import OrderClosed, OrderPaid, OrderRefunded
from commerce.events.promotions import GroupFailed, GroupOpened
from commerce.promotions.groupbuy import actions, jobs
from commerce.promotions.groupbuy.models import Group
from jobs.outbox import together
from jobs.queue import later
from kernel.db import find


@together
def on_order_paid(facts: Sequence[OrderPaid]) -> None:
    """The buyers' seats are taken for good; most orders have none."""
    actions.pay_seats({fact.order_id: fact.settled_at for fact in facts})


@together
def on_order_closed(facts: Sequence[OrderClosed]) -> None:
    """The seats are free again."""
    actions.release_seats([fact.order_id for fact in facts])


def on_order_refunded(fact: OrderRefunded) -> None:
    """Who has the money back sits in no group that is still looking for people."""
    actions.vacate(fact.order_id)


def on_group_failed(fact: GroupFailed) -> None:
    """Who was just about to pay need not: that money would only come and go."""
    later(jobs.close_unpaid, fact.group_id, key=f"group-unpaid:{fact.group_id}")


def on_group_opened(fact: GroupOpened) -> None:
    """Set the group's timer."""
    group = find(Group, fact.group_id)
    if group.expires_at is not None:
        later(jobs.expire, group.id, key=f"group:{group.id}", at=group.expires_at)
