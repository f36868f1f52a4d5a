"""Money comes in: what it is for, once."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from commerce.books import actions as bills
from commerce.books import report
from commerce.catalog.models import Product
from commerce.inventory import queries as inventory
from commerce.inventory.models import Stock
from commerce.ledger import queries as books
from commerce.orders import actions
from commerce.orders.errors import LimitReached
from commerce.orders.models import MemberPurchase
from commerce.orders.settlement import settle
from commerce.payments import actions as payment_actions
from commerce.payments import queries as payments
from commerce.payments.models import Payment
from commerce.payments.ports import BillContent, BillEntry
from kernel import clock
from kernel.clock import shop_time
from kernel.db import db, save
from tests.support.factories import NOON, a_member, a_product, a_settlement, an_order, facts, payment_of


def test_paying_an_order_tells_the_rest_of_the_shop_once(shop):
    order = an_order()

    assert settle(a_settlement(order)) == "paid"
    assert settle(a_settlement(order)) == "repeated"

    assert (order.state, order.paid_at) == ("paid", NOON)
    assert facts().count("OrderPaid") == 1


def test_paid_pieces_leave_the_stock(shop):
    sku = a_product(stock=5)
    order = an_order(sku=sku, quantity=2)
    assert inventory.levels([sku.id])[sku.id] == inventory.Level(on_hand=5, reserved=2)

    settle(a_settlement(order))

    assert inventory.levels([sku.id])[sku.id] == inventory.Level(on_hand=3, reserved=0)


def test_a_settlement_one_fen_short_changes_nothing_and_is_laid_out(shop):
    order = an_order()

    outcome = settle(a_settlement(order, total_fen=order.total_fen - 1))

    assert (outcome, order.state) == ("amount_differs", "placed")
    assert [a.kind for a in payments.open_anomalies()] == ["amount_differs"]


def test_money_for_an_unknown_number_is_laid_out(shop):
    order = an_order()
    assert settle(a_settlement(order, number="P2608210000000000")) == "unknown_trade"
    assert [a.kind for a in payments.open_anomalies()] == ["unknown_trade"]


@pytest.mark.parametrize("number", [None, "P2608210000000000"])
def test_a_transaction_that_settled_one_payment_is_no_money_for_another(shop, number):
    first, second = an_order(), an_order()
    told = a_settlement(first)
    assert settle(told) == "paid"

    again = replace(a_settlement(second), transaction_id=told.transaction_id)
    again = replace(again, number=number or again.number)
    assert [settle(again), settle(again)] == ["transaction_reused"] * 2

    assert (second.state, payment_of(second).state) == ("placed", "created")
    assert [a.kind for a in payments.open_anomalies()] == ["transaction_reused"]
    assert payment_of(first).number in payments.open_anomalies()[0].summary
    assert books.balance_of("wechat_clearing", told.transaction_id) == first.total_fen
    assert books.balance_of("suspense", told.transaction_id) == 0
    assert settle(a_settlement(second)) == "paid"  # its own money is still welcome


def placed_wrongly_first(order):
    """Its money is told with a number nobody knows, and waits in suspense. Returns what is told rightly later."""
    told = a_settlement(order)
    assert settle(replace(told, number="P2608210000000000")) == "unknown_trade"
    return told


def test_money_that_could_not_be_placed_at_first_is_one_money_when_it_finds_its_payment(shop):
    order = an_order()
    told = placed_wrongly_first(order)

    assert [settle(told), settle(told)] == ["paid", "repeated"]

    assert books.balance_of("wechat_clearing", told.transaction_id) == order.total_fen
    assert books.balance_of("suspense", told.transaction_id) == 0
    assert payments.open_anomalies() == []
    today = report.days(shop_time(told.at).date(), shop_time(told.at).date())[0]
    assert today.received_fen == order.total_fen


def test_money_a_person_has_decided_about_is_not_booked_again(shop):
    order = an_order()
    told = placed_wrongly_first(order)
    [anomaly] = payments.open_anomalies()
    payment_actions.resolve_anomaly(anomaly.id, "已转账退给顾客", went="returned")

    assert settle(told) == "transaction_reused"

    assert (order.state, payment_of(order).state) == ("placed", "closed")  # so the order may close, too
    assert books.balance_of("wechat_clearing", told.transaction_id) == 0
    assert ["人工已入账" in row.summary for row in payments.open_anomalies()] == [True]


def test_money_that_comes_after_the_close_takes_the_goods_again(shop):
    sku = a_product(stock=1)
    order = an_order(sku=sku)
    actions.close(order.id, "超时未付款", by="system", at=NOON)

    assert settle(a_settlement(order)) == "revived"
    assert order.state == "paid"
    assert inventory.sellable(sku.id) == 0


def test_money_that_comes_after_the_close_goes_back_when_the_goods_are_gone(shop):
    sku = a_product(stock=1)
    order = an_order(sku=sku)
    actions.close(order.id, "超时未付款", by="system", at=NOON)
    an_order(sku=sku)

    assert_sent_back(order)


@pytest.mark.parametrize(
    "lost",
    [
        lambda sku: setattr(sku, "is_active", False),
        lambda sku: setattr(product_of(sku), "state", "unshelved"),
        lambda sku: stock_of(sku, 0),
    ],
    ids=["variant retired", "product off the shelf", "stock written off"],
)
def test_money_that_comes_after_the_close_goes_back_when_the_goods_are_sold_no_more(shop, lost):
    sku = a_product(stock=1)
    order = an_order(sku=sku)
    actions.close(order.id, "超时未付款", by="system", at=NOON)
    lost(sku)
    db.session.flush()

    assert_sent_back(order)
    assert settle(a_settlement(order)) == "repeated"
    assert len(payments.refunds_of([order.id])) == 1


def test_money_that_comes_after_the_close_goes_back_when_the_limit_per_person_is_used_up(shop):
    member, sku = a_member(), a_product(stock=9, limit_per_member=2)
    late = an_order(member=member, sku=sku, quantity=2)
    actions.close(late.id, "买家取消", by="member:1", at=NOON)
    settle(a_settlement(an_order(member=member, sku=sku)))

    assert_sent_back(late)

    assert "每人限购 2 件" in payments.refunds_of([late.id])[0].reason
    assert counted(member) == 1
    assert inventory.levels([sku.id])[sku.id] == inventory.Level(on_hand=8, reserved=0)


def test_an_order_that_comes_to_life_counts_for_the_limit_again(shop):
    member, sku = a_member(), a_product(stock=9, limit_per_member=2)
    late = an_order(member=member, sku=sku, quantity=2)
    actions.close(late.id, "买家取消", by="member:1", at=NOON)
    assert counted(member) == 0

    assert settle(a_settlement(late)) == "revived"

    assert counted(member) == 2
    with pytest.raises(LimitReached):
        an_order(member=member, sku=sku)
    actions.refund_whole(late.id, cause="x", reason="缺货", by="staff:1")
    assert counted(member) == 0


def test_what_was_bought_before_the_limit_takes_nothing_off_the_count(shop):
    member, sku = a_member(), a_product(stock=9)
    before = an_order(member=member, sku=sku)
    product_of(sku).limit_per_member = 2
    an_order(member=member, sku=sku, quantity=2)

    actions.close(before.id, "买家取消", by="member:1", at=NOON)

    assert counted(member) == 2


def test_money_for_a_closed_group_order_goes_back(shop):
    order = an_order()
    order.kind = "group"
    actions.close(order.id, "超时未付款", by="system", at=NOON)

    assert_sent_back(order)


def test_a_second_payment_of_a_paid_order_goes_back(shop):
    order = an_order()
    first = payment_of(order)
    settle(a_settlement(order))
    second = save(Payment(order_id=order.id, number="P2608219999999999", total_fen=first.total_fen))

    assert settle(a_settlement(order, number=second.number, transaction_id="4200" + "9" * 24)) == "refunded"
    refund = payments.refunds_of([order.id])[0]
    assert (refund.payment_id, refund.refund_fen, order.state) == (second.id, order.total_fen, "paid")
    assert [a.kind for a in payments.open_anomalies()] == ["second_capture"]


def assert_sent_back(order):
    """The whole payment is on its way back, once, and a person sees it."""
    assert settle(a_settlement(order)) == "refunded"
    refund = payments.refunds_of([order.id])[0]
    assert (refund.refund_fen, refund.payment_id) == (order.total_fen, payment_of(order).id)
    assert order.state == "closed"
    assert [a.kind for a in payments.open_anomalies()] == ["late_payment"]
    assert facts()[-1] != "OrderPaid"


def counted(member):
    statement = select(MemberPurchase.quantity).where(MemberPurchase.member_id == member.id)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def product_of(sku):
    return db.session.get(Product, (sku.tenant_id, sku.product_id))


def stock_of(sku, on_hand):
    db.session.scalars(select(Stock).where(Stock.sku_id == sku.id)).one().on_hand = on_hand


def test_money_the_bill_told_of_before_its_notice_came_is_one_money(shop):
    told = replace(a_settlement(an_order()), number="P404", transaction_id="T404", total_fen=777)
    line = BillEntry("payment", told.number, told.transaction_id, 777, "settled", told.at)
    bills.load("trade", shop_time(told.at).date(), BillContent((line,), "", 1, 777, 0), at=clock.now())

    assert settle(told) == "unknown_trade"

    assert {account: fen for account, fen in books.balances().items() if fen} == {
        "wechat_balance": 777,
        "suspense": -777,
    }
    [anomaly] = payments.open_anomalies()
    assert payments.parked_fen(anomaly.id) == 777


def test_money_given_back_by_hand_leaves_nothing_in_the_days_sum(shop):
    told = replace(a_settlement(an_order()), number="P404", transaction_id="T404")
    settle(told)
    [anomaly] = payments.open_anomalies()
    payment_actions.resolve_anomaly(anomaly.id, "已转账退给顾客", went="returned")
    days = report.days(shop_time(told.at).date(), clock.today_on())
    assert sum(day.net_fen for day in days) == 0
