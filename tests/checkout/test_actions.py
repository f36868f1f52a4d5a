"""Placing an order: price, key, limits, and what happens when something has changed meanwhile."""

from dataclasses import replace

import pytest

from commerce.checkout import actions, queries
from commerce.checkout.actions import Placing
from commerce.checkout.errors import NotForSale, PriceMoved
from commerce.inventory import queries as inventory
from commerce.inventory.errors import SoldOut
from commerce.orders import queries as orders
from commerce.orders.errors import KeyReused, LimitReached
from commerce.payments import queries as payments
from kernel import clock
from kernel.errors import Forbidden, Invalid
from tenants import settings
from tests.support.factories import ADDRESS, a_member, a_product, facts
from tests.support.queries import count_queries


@pytest.fixture
def sku(shop):
    return a_product(stock=10, price_fen=12000)


def placing(sku, **values):
    facts_ = {
        "member_id": a_member().id,
        "request_key": "k1",
        "quantities": {sku.id: 1},
        "recipient": ADDRESS,
        "expected_total_fen": None,
    }
    return Placing(**facts_ | values)


def place(wish):
    return actions.place(wish, at=clock.now())


def test_an_order_holds_its_stock_and_waits_for_money(sku):
    order = place(placing(sku, quantities={sku.id: 2}))
    assert (order.state, order.goods_fen, order.freight_fen, order.total_fen) == ("placed", 24000, 0, 24000)
    assert inventory.levels([sku.id])[sku.id].reserved == 2
    assert payments.payment_of(order.id).total_fen == 24000
    assert facts() == ["StockChanged", "OrderPlaced"]


def test_an_order_of_two_lines_takes_eleven_statements_at_most(sku):
    wish = placing(sku, quantities={sku.id: 1, a_product(stock=10).id: 2})
    settings.FREIGHT_FEN.get()  # known from then on
    with count_queries() as sent:
        place(wish)
    assert len(sent) <= 11, "\n".join(sent)


def test_the_same_key_gives_the_same_order(sku):
    wish = placing(sku)
    assert place(wish).id == place(wish).id
    assert inventory.levels([sku.id])[sku.id].reserved == 1


def test_the_same_key_with_another_content_is_refused(sku):
    wish = placing(sku)
    place(wish)
    with pytest.raises(KeyReused):
        place(replace(wish, quantities={sku.id: 3}))


def test_what_the_shopper_saw_must_be_what_is_charged(sku):
    with pytest.raises(PriceMoved, match="¥1 → ¥120"):
        place(placing(sku, expected_total_fen=100))
    assert inventory.levels([sku.id])[sku.id].reserved == 0


def test_freight_is_added_below_the_threshold(shop):
    order = place(placing(a_product(price_fen=5000)))
    assert (order.freight_fen, order.total_fen) == (800, 5800)


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_senseless_quantities_are_refused(sku, quantity):
    with pytest.raises(Invalid):
        place(placing(sku, quantities={sku.id: quantity}))


def test_a_product_off_the_shelf_cannot_be_bought(shop):
    with pytest.raises(NotForSale):
        place(placing(a_product(state="unshelved")))


def test_an_unknown_sku_cannot_be_bought(sku):
    with pytest.raises(NotForSale):
        place(placing(sku, quantities={10**9: 1}))


def test_sold_out_says_what_is_left(sku):
    with pytest.raises(SoldOut, match="10 件"):
        place(placing(sku, quantities={sku.id: 11}))


def test_a_limit_per_person_counts_over_orders_and_forgets_closed_ones(shop):
    from commerce.orders import actions as order_actions

    sku = a_product(stock=10, limit_per_member=2)
    member = a_member()
    first = place(placing(sku, member_id=member.id, quantities={sku.id: 2}))
    with pytest.raises(LimitReached):
        place(placing(sku, member_id=member.id, request_key="k2"))
    order_actions.close(first.id, "买家取消", by="member:1", at=clock.now())
    assert place(placing(sku, member_id=member.id, request_key="k3")).state == "placed"


def test_a_blocked_member_cannot_buy(sku):
    with pytest.raises(Forbidden):
        place(placing(sku, member_id=a_member(is_blocked=True).id))


def test_the_line_remembers_what_it_showed(sku):
    order = place(placing(sku))
    line = orders.lines_of([order.id])[order.id][0]
    assert (line.sku_code, line.unit_price_fen, line.paid_fen, line.sku_label) == (sku.code, 12000, 12000, "晨雾绿")


def test_the_cart_gives_what_was_bought_away(sku):
    member = a_member()
    other = a_product()
    actions.add_to_cart(member.id, sku.id, 1)
    assert actions.add_to_cart(member.id, other.id, 2) == 3
    place(placing(sku, member_id=member.id, is_from_cart=True))
    assert [row.sku_id for row in queries.cart(member.id)] == [other.id]


def test_adding_twice_adds_up_and_stays_sane(sku):
    member = a_member()
    actions.add_to_cart(member.id, sku.id, 998)
    assert actions.add_to_cart(member.id, sku.id, 5) == 999


def test_a_price_drop_since_adding_can_be_shown(sku):
    member = a_member()
    actions.add_to_cart(member.id, sku.id, 1)
    sku.price_fen = 9900
    row = queries.cart(member.id)[0]
    assert (row.price_seen_fen, row.price_fen) == (12000, 9900)
