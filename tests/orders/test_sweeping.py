"""Behind the timers: what should have been closed is closed, whatever the gateway says of one of them."""

import pytest

from commerce.orders import jobs, queries
from commerce.payments.ports import GatewayRefused, Trade, gateway
from kernel.db import reading, transaction
from tests.support.factories import an_order, payment_of


class Stubborn:
    """A gateway that will not close one payment, and does not say that it is paid."""

    def __init__(self, number):
        self.number = number

    def close(self, number):
        if number == self.number:
            raise GatewayRefused("NO_AUTH", "商户号没有权限")

    def query(self, number):
        return Trade("unpaid")


@pytest.fixture
def stubborn_about():
    real = gateway()
    yield lambda number: gateway.fill(Stubborn(number))
    gateway.fill(real)


def test_one_order_the_gateway_refuses_to_close_does_not_hold_the_others_up(shop, stubborn_about):
    with transaction():
        orders = [an_order() for _ in range(3)]
        stubborn_about(payment_of(orders[0]).number)

    with pytest.raises(GatewayRefused):
        jobs.sweep_unpaid()

    with reading():
        assert [queries.order(order.id).state for order in orders] == ["placed", "closed", "closed"]
