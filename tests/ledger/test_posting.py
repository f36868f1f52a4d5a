"""The books follow the money in its own transaction, once, and refuse what does not balance."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from commerce.ledger import actions as ledger
from commerce.ledger import queries as books
from commerce.ledger import rules
from commerce.ledger.models import Entry, Journal
from commerce.orders import actions as orders
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments import queries
from commerce.payments.ports import Payout
from kernel import clock
from kernel.db import db, save, transaction
from kernel.errors import Invalid, Refused
from tests.support.factories import NOON, a_product, a_settlement, an_order, payment_of


def balances():
    return {account: fen for account, fen in books.balances().items() if fen}


@pytest.fixture
def paid(shop):
    order = an_order()
    settle(a_settlement(order))
    return order


def refund(order, refund_fen, cause="a"):
    return payments.request_refund(payment_of(order), refund_fen, cause=cause, reason="不想要了", by="staff:1")


def test_a_payment_stands_in_the_books_once(paid):
    settle(a_settlement(paid))
    assert balances() == {"wechat_clearing": paid.total_fen, "order_revenue": -paid.total_fen}
    assert books.has_posted("payment", payment_of(paid).number, "capture")
    assert db.session.query(Journal).count() == 2


def test_freight_and_discount_have_accounts_of_their_own(shop):
    order = an_order(quantity=2)
    orders.reprice(order.id, order.goods_fen - 1000, 800, reason="熟客", by="staff:1")
    payment = orders.payment_to_collect(order.id, at=NOON)
    settle(a_settlement(order))
    expected = {
        "wechat_clearing": order.total_fen, "order_revenue": -order.goods_fen, "freight": -800, "shop_discounts": 1000,
    }  # fmt: skip
    assert (balances(), payment.state) == (expected, "settled")


def test_a_refund_goes_through_its_clearing_account(paid):
    row = refund(paid, 1000)
    assert (balances()["refunds"], balances()["refund_clearing"]) == (1000, -1000)
    for _ in range(2):
        payments.record_payout(row.id, Payout("settled", row.number, 1000, "503", at=NOON), at=NOON)
    assert balances() == {
        "wechat_clearing": paid.total_fen - 1000, "order_revenue": -paid.total_fen, "refunds": 1000,
    }  # fmt: skip


def test_a_failed_refund_is_turned_round_and_tried_again(paid):
    row = refund(paid, 1000)
    no = Payout("failed", row.number, 1000, cause="账户异常")
    payments.record_payout(row.id, no, at=NOON)
    assert "refunds" not in balances()
    payments.retry_refund(row.id, by="staff:1")
    payments.record_payout(row.id, no, at=NOON)
    payments.record_payout(row.id, Payout("settled", row.number, 1000, at=NOON), at=NOON)
    assert (balances()["refunds"], "refund_clearing" in balances()) == (1000, False)
    assert books.turns("refund", row.number, "request") == 3


def test_a_refund_whose_money_went_another_way_is_not_tried_again(paid):
    first = refund(paid, paid.total_fen)
    payments.record_payout(first.id, Payout("failed", first.number, paid.total_fen, cause="x"), at=NOON)
    refund(paid, paid.total_fen, "again")
    with pytest.raises(Refused, match="另外退过"):
        payments.retry_refund(first.id, by="staff:1")


@pytest.fixture
def too_late(shop):
    """Money for an order whose last piece is gone, on its way back."""
    sku = a_product(stock=1)
    order = an_order(sku=sku)
    orders.close(order.id, "超时未付款", by="system", at=NOON)
    an_order(sku=sku)
    settle(a_settlement(order, at=clock.now()))
    [row] = queries.refunds_of([order.id])
    return row


def test_money_that_came_too_late_never_becomes_a_sale(too_late):
    assert balances() == {"wechat_clearing": too_late.refund_fen, "refund_clearing": -too_late.refund_fen}


def fail(row):
    return payments.record_payout(row.id, Payout("failed", row.number, row.refund_fen, cause="账户异常"), at=NOON)


def test_a_failed_refund_of_money_that_is_no_sale_waits_in_suspense_for_a_person(too_late):
    fail(too_late)
    assert balances() == {"wechat_clearing": too_late.refund_fen, "suspense": -too_late.refund_fen}
    assert books.late(clock.now() + timedelta(minutes=6)) == []
    payments.retry_refund(too_late.id, by="staff:1")
    assert balances() == {"wechat_clearing": too_late.refund_fen, "refund_clearing": -too_late.refund_fen}


def test_what_a_person_has_given_back_by_hand_is_not_tried_again(too_late):
    fail(too_late)
    [anomaly] = [row for row in queries.open_anomalies() if row.kind == "refund_failed"]
    assert queries.parked_fen(anomaly.id) == too_late.refund_fen
    payments.resolve_anomaly(anomaly.id, "已转账退给顾客", went="returned")
    assert balances() == {}
    with pytest.raises(Refused, match="另外退过"):
        payments.retry_refund(too_late.id, by="staff:1")


@pytest.mark.parametrize("went", ["income", "returned"])
def test_unknown_money_is_parked_once_and_released_by_a_person(shop, went):
    order = an_order()
    strange = a_settlement(order, total_fen=order.total_fen - 1)
    settle(strange)
    settle(strange)
    assert balances() == {"wechat_clearing": order.total_fen - 1, "suspense": 1 - order.total_fen}
    [anomaly] = queries.open_anomalies()
    with pytest.raises(Invalid):
        payments.resolve_anomaly(anomaly.id, "?", went="elsewhere")
    payments.resolve_anomaly(anomaly.id, "与顾客核对", went=went)
    assert "suspense" not in balances()
    with pytest.raises(Refused, match="没有待查余额"):
        payments.resolve_anomaly(anomaly.id, "再来一次", went=went)


def test_what_does_not_come_back_in_time_is_late(shop):
    order = an_order()
    settle(a_settlement(order, total_fen=1))
    assert books.late(NOON + timedelta(hours=1)) == []
    found = books.late(NOON + timedelta(days=3, seconds=1))
    money, parked = sorted(found, key=lambda row: row.due_at)
    assert (money.account, parked.account) == ("wechat_clearing", "suspense")
    assert (money.open_fen + parked.open_fen, parked.due_at) == (0, NOON + timedelta(days=3))


def test_what_was_parked_long_ago_and_is_released_now_is_not_late(shop):
    ledger.post(rules.unknown_money("T1", 100, note="", at=NOON))
    ledger.post(rules.cleared(1, "T1", 100, order_id=None, at=NOON))
    released_at = NOON + timedelta(days=books.LOOK_BACK_DAYS + 5)
    ledger.post(rules.released("T1", 100, "income", note="", at=released_at))
    assert balances() == {"wechat_balance": 100, "other_income": -100}
    later = released_at + timedelta(days=10)
    assert (books.late(later), books.late_by_shop(later)) == ([], {})


def test_the_same_effect_of_the_same_cause_is_posted_once(shop):
    posting = rules.unknown_money("T1", 100, note="", at=NOON)
    assert [ledger.post(posting, posting), ledger.post(posting)] == [1, 0]
    assert balances() == {"wechat_clearing": 100, "suspense": -100}


def lopsided():
    journal = save(Journal(cause_kind="payment", cause_id="P1", purpose="capture", at=NOON))
    for fen in (100, -99):
        save(Entry(journal_id=journal.id, account="fees", subject="x", amount_fen=fen, at=NOON))


def test_postgresql_itself_refuses_a_journal_that_does_not_sum_to_0(busy_shop):
    with pytest.raises(IntegrityError, match="does not sum to 0"), transaction():
        lopsided()
    with transaction():
        assert books.balances() == {}


@pytest.mark.parametrize("statement", ["UPDATE entries SET amount_fen = 1", "DELETE FROM journals", "TRUNCATE entries"])
def test_what_is_written_stays_written(busy_shop, statement):
    with pytest.raises(DBAPIError, match="permission denied"), transaction() as session:
        session.execute(text(statement))
