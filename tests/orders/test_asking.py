"""No notice comes: the shop asks WeChat by itself and finds the money (bad input 59)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from commerce.orders import jobs
from commerce.orders.models import Order
from commerce.payments import queries as payments
from kernel import clock
from kernel.db import db, lock, transaction
from tests.support import factories
from tests.support.sandbox import Sandbox
from tests.wechat.conftest import connected as connected
from tests.wechat.conftest import prepared


@pytest.fixture
def order(connected: int, sandbox: Sandbox) -> Order:
    """Placed and ready to be paid; every notice gets lost."""
    sandbox.post("/steering", action="lose")
    with transaction():
        return factories.an_order(at=clock.now())


def waiting() -> list[tuple[list[int], float]]:
    """The questions that are still to be asked: arguments and in how many seconds."""
    seconds = "extract(epoch FROM run_after - clock_timestamp())"
    rows = db.session.execute(text(f"SELECT arguments, {seconds} FROM jobs WHERE name LIKE '%ask_gateway' ORDER BY id"))
    return [(row[0], float(row[1])) for row in rows]


def test_money_without_a_notice_is_found_within_five_minutes(order: Order, sandbox: Sandbox) -> None:
    payment = prepared(order, sandbox.openid())
    sandbox.pay(payment.number)

    jobs.ask_gateway(payment.id)

    with transaction():
        assert lock(Order, order.id).state == "paid"
        assert payments.open_anomalies() == []
    assert sum(jobs.ASK_AFTER_S[:2]) < 300


def test_as_long_as_nothing_came_it_asks_again_with_growing_pauses(order: Order, sandbox: Sandbox) -> None:
    payment = prepared(order, sandbox.openid())

    jobs.ask_gateway(payment.id)

    with transaction():
        assert lock(Order, order.id).state == "placed"
        arguments, in_s = waiting()[-1]
    assert arguments == [payment.id, 1]
    assert jobs.ASK_AFTER_S[1] - 30 < in_s <= jobs.ASK_AFTER_S[1]
    jobs.ask_gateway(payment.id, len(jobs.ASK_AFTER_S) - 1)
    with transaction():
        assert len(waiting()) == 1


def test_an_order_is_not_closed_before_its_time(order: Order) -> None:
    with transaction():
        lock(Order, order.id).hold_until = clock.now() + timedelta(seconds=30)

    with pytest.raises(jobs.Postponed):
        jobs.expire(order.id)

    with transaction():
        assert lock(Order, order.id).state == "placed"
