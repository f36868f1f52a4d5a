"""Money comes in: what it is for, once."""

from commerce.inventory import queries as inventory
from commerce.orders import actions
from commerce.orders.settlement import settle
from commerce.payments import queries as payments
from tests.support.factories import NOON, a_product, a_settlement, an_order, facts, payment_of


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

    assert settle(a_settlement(order)) == "refunded"
    refund = payments.refunds_of([order.id])[0]
    assert (refund.refund_fen, refund.payment_id) == (order.total_fen, payment_of(order).id)
    assert order.state == "closed"
