"""Two tabs of one shopper: what one cancels the other cannot pay, whatever WeChat's answers fall in between."""

import pytest

from commerce.members import actions as members
from commerce.members import queries as people
from commerce.orders import queries as orders
from commerce.orders.settlement import settle
from commerce.payments import queries as payments
from commerce.payments.ports import Settlement, gateway
from kernel.db import transaction
from tests.support.factories import ADDRESS, NOON, a_member, a_product
from tests.support.shopper import SHOP, sign_in

HTMX = {"HX-Request": "true", "Accept": "application/json, text/html"}
pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def member(shop, sandbox):
    with transaction():
        found = a_member(openid=sandbox.openid())
        members.save_address(found.id, ADDRESS, is_default=True)
    return found


@pytest.fixture
def tab(client, member):
    return sign_in(client, member)


@pytest.fixture
def other_tab(app, member):
    return sign_in(app.test_client(), member)


@pytest.fixture
def sku(shop):
    with transaction():
        return a_product(stock=5, price_fen=12000, limit_per_member=1)


class Beside:
    """The real gateway; once, when it has answered a call, somebody else does something first."""

    def __init__(self, real, verb, act):
        self._real, self._verb, self._act = real, verb, act

    def __getattr__(self, name):
        found = getattr(self._real, name)
        if name != self._verb or self._act is None:
            return found

        def answered(*args):
            answer, act, self._act = found(*args), self._act, None
            act()
            return answer

        return answered


@pytest.fixture
def beside():
    real = gateway()
    yield lambda verb, act: gateway.fill(Beside(real, verb, act))
    gateway.fill(real)


def wish(sku, member, key="k1"):
    address = people.default_address(member.id)
    return {"sku_id": sku.id, "qty": "1", "request_key": key, "address_id": address.id}


def placed(tab, sku, member):
    answer = tab.post("/orders", data=wish(sku, member), headers=HTMX, base_url=SHOP)
    assert "pay" in answer.json
    return orders.orders_of_member(member.id)[0].number


def test_a_cancel_beside_a_second_tab_that_pays_closes_both_payments(tab, other_tab, beside, sku, member, sandbox):
    number = placed(tab, sku, member)
    again = []
    beside("close", lambda: again.append(other_tab.post(f"/orders/{number}/payment", headers=HTMX, base_url=SHOP)))

    assert tab.post(f"/orders/{number}/cancellation", base_url=SHOP).status_code == 303

    assert again[0].status_code == 200
    assert orders.orders_of_member(member.id)[0].state == "closed"
    assert [found["trade_state"] for found in sandbox.get("/payments")["payments"]] == ["CLOSED", "CLOSED"]


def test_an_order_cancelled_while_wechat_prepares_is_not_offered_for_payment(
    tab, other_tab, beside, sku, member, sandbox
):
    sandbox.post("/faults", path="/v3/*", status=503, body="")
    tab.post("/orders", data=wish(sku, member), headers=HTMX, base_url=SHOP)
    sandbox.delete("/faults")
    number = orders.orders_of_member(member.id)[0].number
    beside("prepare", lambda: other_tab.post(f"/orders/{number}/cancellation", base_url=SHOP))

    answer = tab.post(f"/orders/{number}/payment", headers=HTMX, base_url=SHOP)

    assert (answer.status_code, "请刷新后再看" in answer.text) == (409, True)
    assert orders.orders_of_member(member.id)[0].state == "closed"


def test_money_over_the_limit_after_a_cancel_goes_back_and_the_shopper_reads_why(tab, sku, member, sandbox):
    first = placed(tab, sku, member)
    late = payments.payment_of(orders.order_by_number(first).id)
    assert tab.post(f"/orders/{first}/cancellation", base_url=SHOP).status_code == 303
    assert "pay" in tab.post("/orders", data=wish(sku, member, "k2"), headers=HTMX, base_url=SHOP).json

    with transaction():
        told = Settlement("4200" + "7" * 24, late.number, late.total_fen, NOON, late.appid, late.mchid)
        found = settle(told)

    assert found == "refunded"
    for page in (f"/orders/{first}", f"/pay/{first}"):
        assert "每人限购 1 件，付款已自动退回" in tab.get(page, base_url=SHOP).text
