"""Reactions of orders to facts."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from commerce.catalog import actions as catalog
from commerce.events.orders import OrderPaid, OrderPartRefunded, OrderPlaced, OrderRepriced, OrderShipped
from commerce.orders import jobs, queries
from jobs.outbox import together
from jobs.queue import Wish, later, later_each
from kernel import clock
from tenants import settings


@together
def on_order_placed(facts: Sequence[OrderPlaced]) -> None:
    """Set the timers that close unpaid orders."""
    later_each(
        jobs.expire,
        [
            Wish((fact.order_id,), f"expire:{fact.order_id}", fact.hold_until)
            for fact in facts
            if fact.hold_until is not None
        ],
    )


@together
def on_order_paid(facts: Sequence[OrderPaid]) -> None:
    """Count the pieces as sold."""
    pieces: Counter[int] = Counter()
    for lines in queries.lines_of([fact.order_id for fact in facts]).values():
        for line in lines:
            if line.product_id is not None:
                pieces[line.product_id] += line.quantity
    catalog.count_sold(pieces)


def on_order_repriced(fact: OrderRepriced) -> None:
    """Have the old sum's payment closed at the gateway."""
    later(jobs.close_stale_payments, fact.order_id)


def on_order_shipped(fact: OrderShipped) -> None:
    """Set the timer that completes an order nobody complained about."""
    if fact.is_whole:
        _complete_in_time(fact.order_id)


def on_order_part_refunded(fact: OrderPartRefunded) -> None:
    """What had not left is cancelled: the parcels on their way are the whole order."""
    if fact.is_rest_cancelled:
        _complete_in_time(fact.order_id)


def _complete_in_time(order_id: int) -> None:
    at = queries.order(order_id).receive_by or clock.now() + timedelta(days=settings.RECEIVE_DAYS.get())
    later(jobs.complete_received, order_id, key=f"complete:{order_id}", at=at)
