"""Timed and slow work around orders. Gather, call, record: no transaction is open during a call."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from commerce.orders import actions, queries, settlement
from commerce.orders.errors import StillPayable
from commerce.orders.models import Order
from commerce.payments import actions as payments
from commerce.payments.models import Payment
from commerce.payments.ports import GatewayRefused, gateway
from jobs.queue import Postponed, later
from kernel import clock, failpoints
from kernel.db import db, find, reading, transaction
from kernel.errors import ShopError

CLOSING_TURNS = 3
ASK_AFTER_S = (60, 120, 300, 600, 1200)
"""When to ask the gateway by ourselves if no notice came (WeChat Pay advises from 5 s to 30 min)."""
ASK_APART_S = 3
"""How often one payment is asked for while its shopper waits, whatever the pages say that are open."""


def expire(order_id: int) -> None:
    """The time to pay is over: close at the gateway first, then here.

    Safe to repeat: each step looks at the state it finds. GatewayAway is retried with a growing pause.
    """
    with reading():
        order = find(Order, order_id)
        if order.state != "placed":
            return
    if order.hold_until is not None and order.hold_until > clock.now():
        raise Postponed(order.hold_until, "the hold was prolonged")
    close_unpaid(order_id, "超时未付款", by="system")


def close_unpaid(order_id: int, reason: str, *, by: str, also: Callable[[], object] | None = None) -> bool:
    """Close an order that waits for money: at the gateway first, then here. also: what is written down with it.

    False when money has just come in, or the order was not waiting. A payment that another tab opens in between is
    closed as well; raises StillPayable when that happens again and again.
    """
    for turn in range(CLOSING_TURNS):
        if not close_payments(order_id):
            return False
        failpoints.reach("K11")
        try:
            with transaction():
                is_closed = actions.close(order_id, reason, by=by, at=clock.now())
                if is_closed and also is not None:
                    also()
                return is_closed
        except StillPayable:
            if turn + 1 == CLOSING_TURNS:
                raise
    return False


def close_payments(order_id: int) -> bool:
    """Make sure no money can come in for the order any more. False when it has just come in."""
    with transaction():
        statement = select(Payment).where(
            Payment.order_id == order_id, Payment.state.in_(("created", "prepared", "closing"))
        )
        open_payments = list(db.session.scalars(statement.order_by(Payment.id)))
        for payment in open_payments:
            payments.start_closing(payment.id)
    return all(_close_payment(payment) for payment in open_payments)


def _close_payment(payment: Payment) -> bool:
    if payment.prepay_id is not None or payment.state == "closing":
        try:
            gateway().close(payment.number)
        except GatewayRefused as refusal:
            if _settle_if_paid(payment.number):
                return False
            if refusal.code not in {"closed", "unknown"}:
                raise
    with transaction():
        payments.record_closed(payment.id, at=clock.now())
    return True


def close_stale_payments(order_id: int) -> None:
    """After a change of price: the old sum may not be paid any more. Safe to repeat."""
    with reading():
        statement = select(Payment).where(Payment.order_id == order_id, Payment.state == "closing")
        stale = list(db.session.scalars(statement))
    for payment in stale:
        _close_payment(payment)


def ask_gateway(payment_id: int, asked: int = 0) -> None:
    """No notice yet: ask whether a payment came in. Asks again until the answer is final.

    Safe to repeat: settling the same transaction twice has one effect.
    """
    with reading():
        payment = find(Payment, payment_id)
        if payment.state not in ("prepared", "closing"):
            return
    if _settle_if_paid(payment.number):
        return
    if asked + 1 < len(ASK_AFTER_S):
        with transaction():
            at = clock.now() + timedelta(seconds=ASK_AFTER_S[asked + 1])
            later(ask_gateway, payment_id, asked + 1, key=f"ask:{payment_id}", at=at)


def _settle_if_paid(number: str) -> bool:
    trade = gateway().query(number)
    if trade.settlement is None:
        return False
    with transaction():
        settlement.settle(trade.settlement)
    return True


def ask_now(number: str) -> bool:
    """Ask the gateway at once, for somebody who has a reason. True when the money is in."""
    return _settle_if_paid(number)


def ask_while_waiting(payment: Payment) -> bool:
    """The shopper waits for the result: ask the gateway unless it was asked a moment ago. True when the money is in."""
    with transaction():
        is_asked = payments.may_ask(payment.id, apart_s=ASK_APART_S, at=clock.now())
    return is_asked and _settle_if_paid(payment.number)


def sweep_unpaid() -> None:
    """Behind the timers: close what should have been closed. Safe to repeat.

    One order that the gateway refuses to close does not hold the others up; its refusal is raised in the end.
    """
    with reading():
        overdue = queries.overdue_unpaid(clock.now() - timedelta(seconds=60))
    refusals: list[Exception] = []
    for order_id in overdue:
        try:
            expire(order_id)
        except (GatewayRefused, ShopError) as refusal:
            refusals.append(refusal)
    if refusals:
        raise refusals[0]


def complete_received(order_id: int) -> None:
    """Nobody complained in time: the goods have arrived. An open after-sale case comes first. Safe to repeat."""
    with reading():
        order = find(Order, order_id)
    if order.state == "shipped" and order.receive_by is not None and order.receive_by > clock.now():
        raise Postponed(order.receive_by, "the shopper has asked for more time")
    if order.state == "shipped" and order.open_cases:
        raise Postponed(clock.now() + timedelta(hours=6), "an after-sale case is open")
    with transaction():
        actions.complete(order_id, by="system", at=clock.now())
