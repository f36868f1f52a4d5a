"""Reactions of orders to facts."""

from collections import Counter
from datetime import timedelta

from commerce.catalog import actions as catalog
from commerce.events.orders import OrderPaid, OrderPlaced, OrderRepriced, OrderShipped
from commerce.orders import jobs, queries
from jobs.queue import later
from kernel import clock
from tenants import settings


def on_order_placed(fact: OrderPlaced) -> None:
    """Set the timer that closes an unpaid order."""
    if fact.hold_until is not None:
        later(jobs.expire, fact.order_id, key=f"expire:{fact.order_id}", at=fact.hold_until)


def on_order_paid(fact: OrderPaid) -> None:
    """Count the pieces as sold."""
    pieces: Counter[int] = Counter()
    for line in queries.lines_of([fact.order_id])[fact.order_id]:
        if line.product_id is not None:
            pieces[line.product_id] += line.quantity
    catalog.count_sold(pieces)


def on_order_repriced(fact: OrderRepriced) -> None:
    """Have the old sum's payment closed at the gateway."""
    later(jobs.close_stale_payments, fact.order_id)


def on_order_shipped(fact: OrderShipped) -> None:
    """Set the timer that completes an order nobody complained about."""
    if fact.is_whole:
        at = clock.now() + timedelta(days=settings.RECEIVE_DAYS.get())
        later(jobs.complete_received, fact.order_id, key=f"complete:{fact.order_id}", at=at)
