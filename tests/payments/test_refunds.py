"""Money going back: never more than came in, once per cause, final when settled (reliability I5)."""

import pytest

from commerce.orders import actions as orders
from commerce.orders.settlement import settle
from commerce.payments import actions, queries
from commerce.payments.errors import OverRefund
from commerce.payments.ports import Payout
from tests.support.factories import NOON, a_settlement, an_order, facts, payment_of


@pytest.fixture
def paid(shop):
    order = an_order()
    settle(a_settlement(order))
    return order


def request(order, refund_fen, cause):
    return actions.request_refund(payment_of(order), refund_fen, cause=cause, reason="不想要了", by="staff:1")


def test_refunds_never_pass_what_was_paid(paid):
    request(paid, 10000, "a")
    with pytest.raises(OverRefund):
        request(paid, paid.total_fen - 10000 + 1, "b")
    assert request(paid, paid.total_fen - 10000, "c").refund_fen == paid.total_fen - 10000


def test_one_cause_is_one_refund(paid):
    assert request(paid, 100, "a").id == request(paid, 100, "a").id
    assert facts().count("RefundRequested") == 1


def test_a_settled_refund_stays_settled(paid):
    refund = request(paid, 100, "a")
    done = Payout("settled", refund.number, 100, "5030", "支付用户零钱", NOON)
    for payout in (
        done,
        Payout("processing", refund.number, 100),
        Payout("failed", refund.number, 100, cause="x"),
        done,
    ):
        actions.record_payout(refund.id, payout, at=NOON)
    assert (refund.state, refund.settled_at, refund.account) == ("settled", NOON, "支付用户零钱")
    assert facts().count("RefundSettled") == 1


def test_a_failed_refund_is_laid_out_and_can_be_retried_under_its_number(paid):
    refund = request(paid, 100, "a")
    number = refund.number
    actions.record_payout(refund.id, Payout("failed", number, 100, cause="账户异常"), at=NOON)
    assert [a.kind for a in queries.open_anomalies()] == ["refund_failed"]
    again = actions.retry_refund(refund.id, by="staff:1")
    assert (again.number, again.state) == (number, "requested")


def test_a_whole_refund_returns_money_and_unshipped_goods_once(paid):
    first = orders.refund_whole(paid.id, cause="staff", reason="缺货", by="staff:1")
    assert orders.refund_whole(paid.id, cause="staff", reason="缺货", by="staff:1") is None
    assert (first.refund_fen, paid.state, paid.refunded_fen) == (paid.total_fen, "refunded", paid.total_fen)
    assert facts().count("OrderRefunded") == 1


def test_the_desk_gives_back_the_payment_that_was_kept_not_the_one_that_went_back_already(shop):
    order = an_order()
    stale = a_settlement(order)
    orders.reprice(order.id, 5000, 0, reason="改价", by="staff:1")
    orders.payment_to_collect(order.id, at=NOON)
    assert [settle(stale), settle(a_settlement(order))] == ["refunded", "paid"]

    refund = orders.refund_whole(order.id, cause="desk", reason="不想要了", by="staff:1")
    assert (refund.refund_fen, refund.payment_id, order.state) == (5000, payment_of(order).id, "refunded")


def test_an_unpaid_order_has_nothing_to_refund(shop):
    assert orders.refund_whole(an_order().id, cause="x", reason="x", by="x") is None


def test_the_same_notice_is_taken_in_once(shop):
    assert actions.receive_notice("n1", "TRANSACTION.SUCCESS", "paid")
    assert not actions.receive_notice("n1", "TRANSACTION.SUCCESS", "paid")
