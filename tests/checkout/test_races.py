"""Many hands at once on committed rows (bad inputs 53, 73, 77, 89)."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from commerce.aftersale import queries as cases
from commerce.aftersale.actions import answers, returns
from commerce.catalog.models import Sku
from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from commerce.checkout.errors import TooManyUnpaid
from commerce.events.orders import OrderClosed
from commerce.fulfilment import actions as fulfilment
from commerce.inventory import queries as inventory
from commerce.inventory import returns as goods
from commerce.inventory.models import Stock
from commerce.ledger import queries as books
from commerce.orders import actions as orders
from commerce.orders import queries as orders_of
from commerce.orders.models import MemberPurchase, Order
from commerce.orders.refunds import LineBack, hold_back, refund_part
from commerce.orders.settlement import settle
from commerce.payments import actions as payment_actions
from commerce.payments import queries as payments
from commerce.promotions.groupbuy import actions as groupbuy
from commerce.promotions.groupbuy import handlers
from commerce.promotions.groupbuy.models import Group, GroupPrice
from kernel import clock
from kernel.db import db, find, lock, reading, save, transaction
from kernel.errors import ShopError
from tests.support.aftersale import a_case, with_return_address
from tests.support.concurrent import at_once, in_a_queue
from tests.support.factories import (
    ADDRESS,
    NOON,
    a_group_activity,
    a_member,
    a_product,
    a_settlement,
    an_order,
    facts,
    payment_of,
    put_in_stock,
)  # fmt: skip

pytestmark = pytest.mark.slow


def place(member_id, quantities, **values):
    values = {"request_key": f"k{member_id}", "recipient": ADDRESS, "expected_total_fen": None} | values

    def call():
        with transaction():
            return checkout.place(Placing(member_id=member_id, quantities=quantities, **values), at=clock.now()).id

    return call


def split(results):
    """(ids of what worked, refusals); any other error fails the test."""
    assert all(isinstance(r, (int, ShopError)) for r in results), results
    return [r for r in results if isinstance(r, int)], [r for r in results if isinstance(r, ShopError)]


def test_200_buyers_of_one_unit_make_exactly_one_order(committed_app, busy_shop):
    with transaction():
        sku_id = a_product(stock=1).id
        members = [a_member().id for _ in range(200)]

    placed, refused = split(
        [
            result
            for part in range(0, 200, 40)
            for result in at_once(committed_app, busy_shop, [place(m, {sku_id: 1}) for m in members[part : part + 40]])
        ]
    )

    assert (len(placed), len(refused)) == (1, 199)
    with reading():
        assert inventory.levels([sku_id])[sku_id] == inventory.Level(on_hand=1, reserved=1)


def test_baskets_in_any_order_of_skus_do_not_deadlock(committed_app, busy_shop):
    with transaction():
        skus = [a_product(stock=100).id for _ in range(4)]
        members = [a_member().id for _ in range(24)]
    turned = [skus[i % 4 :] + skus[: i % 4] for i in range(24)]

    placed, refused = split(
        at_once(
            committed_app,
            busy_shop,
            [place(m, dict.fromkeys(order, 1)) for m, order in zip(members, turned, strict=True)],
        )
    )

    assert (len(placed), refused) == (24, [])
    with reading():
        assert [level.reserved for level in inventory.levels(skus).values()] == [24] * 4


def test_10_joiners_of_the_last_seat_are_exactly_one(committed_app, busy_shop):
    with transaction():
        sku = a_product(stock=50)
        activity = a_group_activity(sku, size=3)
        members = [a_member().id for _ in range(12)]
    group_id = None
    for member_id in members[:2]:
        order_id = place(member_id, {sku.id: 1}, activity_id=activity.id, group_id=group_id)()
        with transaction():
            order = find(Order, order_id)
            settle(a_settlement(order, at=clock.now()))
            groupbuy.pay_seat(order_id, clock.now())
            group_id = order.campaign["group_id"]

    joins = [place(m, {sku.id: 1}, activity_id=activity.id, group_id=group_id) for m in members[2:]]
    placed, refused = split(at_once(committed_app, busy_shop, joins))

    assert (len(placed), len(refused)) == (1, 9)
    with reading():
        assert find(Group, group_id).seats_taken == 3


def test_the_same_tap_ten_times_is_one_order(committed_app, busy_shop):
    with transaction():
        sku_id = a_product(stock=50).id
        member_id = a_member().id

    results = at_once(committed_app, busy_shop, [place(member_id, {sku_id: 1})] * 10)

    assert len(set(results)) == 1
    with reading():
        assert inventory.levels([sku_id])[sku_id].reserved == 1


def test_a_limit_of_two_holds_over_ten_parallel_orders(committed_app, busy_shop):
    with transaction():
        sku_id = a_product(stock=50, limit_per_member=2).id
        member_id = a_member().id

    calls = [place(member_id, {sku_id: 1}, request_key=f"tab{i}") for i in range(10)]
    placed, refused = split(at_once(committed_app, busy_shop, calls))

    assert (len(placed), len(refused)) == (2, 8)


def test_one_transaction_told_of_two_payments_at_once_is_one_money(committed_app, busy_shop):
    with transaction():
        told = [a_settlement(an_order(), transaction_id="4200" + "7" * 24) for _ in range(8)]

    def take(settlement):
        def call():
            with transaction():
                return settle(settlement)

        return call

    results = at_once(committed_app, busy_shop, [take(settlement) for settlement in told])

    assert sorted(results, key=str) == ["paid"] + ["transaction_reused"] * 7
    with reading():
        assert len(payments.open_anomalies()) == 7
        assert books.balance_of("wechat_clearing", told[0].transaction_id) == told[0].total_fen


def test_eight_payments_of_one_order_settled_at_once_are_one_sale_and_seven_refunds(committed_app, busy_shop):
    with transaction():
        order = an_order()
        attempts = [payment_of(order)]
        for _ in range(7):  # an attempt is closed before the next is opened; its money may still be on its way
            payment_actions.start_closing(attempts[-1].id)
            payment_actions.record_closed(attempts[-1].id, at=NOON)
            attempts.append(payment_actions.open_payment(order.id, order.total_fen, at=NOON))
        told = [
            replace(a_settlement(order), number=payment.number, transaction_id=f"4200{nth:024}")
            for nth, payment in enumerate(attempts)
        ]

    results = at_once(committed_app, busy_shop, [moved(settle, settlement) for settlement in told])

    assert sorted(results, key=str) == ["paid"] + ["refunded"] * 7
    with reading():
        assert facts().count("OrderPaid") == 1
        assert [refund.refund_fen for refund in payments.refunds_of([order.id])] == [order.total_fen] * 7


def test_ten_tabs_of_one_person_leave_five_orders_unpaid(committed_app, busy_shop):
    with transaction():
        sku_id = a_product(stock=50).id
        member_id = a_member().id

    calls = [place(member_id, {sku_id: 3}, request_key=f"tab{i}") for i in range(10)]
    placed, refused = split(at_once(committed_app, busy_shop, calls))

    assert (len(placed), {type(r) for r in refused}) == (5, {TooManyUnpaid})
    with reading():
        assert inventory.levels([sku_id])[sku_id].reserved == 15


def moved(verb, *arguments, **options):
    def call():
        with transaction():
            return verb(*arguments, **options)

    return call


@pytest.mark.parametrize("how", ["close", "refund of all", "refund of a part", "late money", "return"])
def test_a_purchase_and_the_end_of_another_of_the_same_person_do_not_deadlock(committed_app, busy_shop, how):
    with transaction():
        sku_id = a_product(stock=50, limit_per_member=9).id
        member_id = a_member().id
    first = place(member_id, {sku_id: 2}, request_key="first")()
    with transaction():
        told = a_settlement(find(Order, first))
        if how.startswith(("refund", "return")):
            settle(told)
        if how == "return":
            sent_back(first)
        if how == "late money":
            orders.close(first, "超时未付款", by="system", at=clock.now())
    end = {
        "close": moved(orders.close, first, "买家取消", by="member:1", at=clock.now()),
        "refund of all": moved(orders.refund_whole, first, cause="x", reason="缺货", by="staff:1"),
        "refund of a part": moved(give_one_back, first),
        "late money": moved(settle, told),
        "return": moved(take_back, first),
    }[how]

    results = in_a_queue(
        committed_app,
        busy_shop,
        lambda: db.session.scalars(select(MemberPurchase).with_for_update()).one(),
        [place(member_id, {sku_id: 1}, request_key="second"), end],
    )

    assert [result for result in results if isinstance(result, Exception)] == []


def sent_back(order_id):
    """All of it has arrived, and is on its way back."""
    with_return_address()
    fulfilment.ship(order_id, carrier="SF", tracking_number="SF1234567890123", by="staff:1", at=clock.now())
    order = find(Order, order_id)
    case = a_case(order, 2, kind="return_refund")
    answers.agree(case.id, by="staff:1")
    returns.fill_return(case.id, carrier="SF", tracking_number="SF1234567890124", member_id=order.member_id)


def take_back(order_id):
    case = cases.cases_of_orders([order_id])[order_id][0]
    return returns.receive(case.id, is_sellable=True, by="staff:1").id


def test_a_return_of_another_variant_does_not_deadlock_with_a_basket_of_both(committed_app, busy_shop):
    with transaction():
        other, bought = a_product(stock=5).id, a_product(stock=5).id
        members = [a_member().id for _ in range(2)]
    order_id = place(members[0], {bought: 1})()
    with transaction():
        settle(a_settlement(find(Order, order_id)))

    results = in_a_queue(
        committed_app,
        busy_shop,
        lambda: db.session.scalars(select(Stock).where(Stock.sku_id == other).with_for_update()).one(),
        [
            place(members[1], {bought: 1, other: 1}),
            moved(goods.take_in, order_id, {other: 1}, cause="x", reason="换货退回", by="staff:1"),
        ],
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    with reading():
        assert [inventory.levels([sku_id])[sku_id].on_hand for sku_id in (other, bought)] == [6, 4]


def give_one_back(order_id):
    order = lock(Order, order_id)
    line = orders_of.lines_of([order_id])[order_id][0]
    hold_back(order, {line.id: 1})
    return refund_part(order, [LineBack(line.id, 1, cancelled=1)], 0, cause="x", reason="缺货", by="staff:1").id


def seated(sku_id, activity_id, group_id=None, *, is_paid=True):
    """(order id, group id) of somebody new in a group."""
    with transaction():
        member_id = a_member().id
    order_id = place(member_id, {sku_id: 1}, activity_id=activity_id, group_id=group_id)()
    with transaction():
        order = find(Order, order_id)
        if is_paid:
            settle(a_settlement(order, at=clock.now()))
            groupbuy.pay_seat(order_id, clock.now())
        return order_id, order.campaign["group_id"]


def test_seats_set_free_together_do_not_deadlock_with_a_joiner(committed_app, busy_shop):
    with transaction():
        sku_id = a_product(stock=50).id
        activity_id = a_group_activity(find(Sku, sku_id), size=3).id
        joiner = a_member().id
    groups = [seated(sku_id, activity_id)[1] for _ in range(2)]
    closed = [seated(sku_id, activity_id, group_id, is_paid=False)[0] for group_id in groups]
    for order_id in closed:
        with transaction():
            orders.close(order_id, "买家取消", by="member:1", at=clock.now())
    facts = [OrderClosed(order_id, None, "买家取消") for order_id in closed]

    results = in_a_queue(
        committed_app,
        busy_shop,
        lambda: db.session.scalars(select(GroupPrice).with_for_update()).one(),
        [
            moved(handlers.on_order_closed, facts),
            place(joiner, {sku_id: 1}, activity_id=activity_id, group_id=groups[1]),
        ],
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    with reading():
        assert [find(Group, group_id).seats_taken for group_id in groups] == [1, 2]


def test_two_groups_that_fail_at_once_do_not_deadlock(committed_app, busy_shop):
    with transaction():
        sku = a_product(stock=50)
        other = save(Sku(product_id=sku.product_id, code="other", option_values=["燕麦白"], price_fen=sku.price_fen))
        put_in_stock(other.id, 50)
        activity = a_group_activity(sku, size=3)
        save(GroupPrice(activity_id=activity.id, sku_id=other.id, price_fen=7900, quota=100))
    groups = []
    for first, second in ((sku.id, other.id), (other.id, sku.id)):
        groups.append(seated(first, activity.id)[1])
        seated(second, activity.id, groups[-1])
    with reading():
        over = find(Group, groups[-1]).expires_at

    results = in_a_queue(
        committed_app,
        busy_shop,
        lambda: db.session.scalars(select(Stock).where(Stock.sku_id == sku.id).with_for_update()).one(),
        [moved(groupbuy.expire, group_id, over) for group_id in groups],
    )

    assert results == [True, True]


def test_one_settlement_told_50_times_at_once_has_one_effect(committed_app, busy_shop):
    with transaction():
        sku_id = a_product(stock=5).id
        member_id = a_member().id
    order_id = place(member_id, {sku_id: 1})()
    with reading():
        settlement = a_settlement(find(Order, order_id))

    def tell():
        with transaction():
            return settle(settlement)

    results = at_once(committed_app, busy_shop, [tell] * 50)

    assert sorted(set(results)) == ["paid", "repeated"]
    assert results.count("paid") == 1
    with reading():
        assert inventory.levels([sku_id])[sku_id] == inventory.Level(on_hand=4, reserved=0)
