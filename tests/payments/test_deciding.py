"""A person says where parked money went, at the very moment when something else happens to it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from commerce.books import actions as bills
from commerce.books.models import Difference
from commerce.ledger import queries as books
from commerce.orders.models import Order
from commerce.orders.settlement import settle
from commerce.payments import actions, queries
from commerce.payments.models import Anomaly, Refund
from commerce.payments.ports import BillContent, BillEntry, Payout
from kernel import clock
from kernel.db import db, lock, reading, transaction
from kernel.errors import Refused
from tests.support.concurrent import in_a_queue
from tests.support.factories import NOON, a_settlement, an_order

pytestmark = pytest.mark.slow


def moved(verb, *arguments, **options):
    def call():
        with transaction():
            return verb(*arguments, **options)

    return call


def balances():
    return {account: fen for account, fen in books.balances().items() if fen}


def test_money_that_finds_its_payment_while_a_person_decides_is_booked_once(committed_app, busy_shop):
    with transaction():
        told = a_settlement(an_order())
        settle(replace(told, number="P2608210000000000"))
        [anomaly] = queries.open_anomalies()
        anomaly_id = anomaly.id
    decide = moved(actions.resolve_anomaly, anomaly_id, "已转账退给顾客", went="returned")

    results = in_a_queue(
        committed_app, busy_shop, lambda: lock(Anomaly, anomaly_id), [decide, moved(settle, told)]
    )  # fmt: skip

    assert results == [None, "transaction_reused"]
    with reading():
        assert (balances(), db.session.scalars(select(Order.state)).all()) == ({}, ["placed"])


def test_a_refund_is_not_tried_again_while_a_person_says_that_the_money_went_by_hand(committed_app, busy_shop):
    with transaction():
        order = an_order()
        settle(a_settlement(order))
        late = replace(a_settlement(order), transaction_id="T2", number=_another(order))
        assert settle(late) == "refunded"
        [refund] = queries.refunds_of([order.id])
        actions.record_payout(refund.id, Payout("failed", refund.number, refund.refund_fen, cause="账户异常"), at=NOON)
        [failed] = [row for row in queries.open_anomalies() if row.kind == "refund_failed"]
        anomaly_id, refund_id = failed.id, refund.id
    decide = moved(actions.resolve_anomaly, anomaly_id, "已转账退给顾客", went="returned")

    results = in_a_queue(
        committed_app, busy_shop, lambda: lock(Anomaly, anomaly_id),
        [decide, moved(actions.retry_refund, refund_id, by="staff:1")],
    )  # fmt: skip

    assert (results[0], isinstance(results[1], Refused)) == (None, True)
    with reading():
        assert db.session.scalars(select(Refund.state)).all() == ["failed"]
        assert books.balance_of("suspense", late.number) == 0


def _another(order):
    """A second attempt to collect an order that is paid; its number."""
    return actions.open_payment(order.id, order.total_fen, at=NOON).number


def test_money_is_not_given_away_at_two_desks_at_once(committed_app, busy_shop):
    with transaction():
        told = replace(a_settlement(an_order()), number="P404", transaction_id="T404", total_fen=777)
        line = BillEntry("payment", told.number, told.transaction_id, 777, "settled", told.at)
        bills.load("trade", clock.shop_time(told.at).date(), BillContent((line,), "", 1, 777, 0), at=clock.now())
        settle(told)
        [anomaly] = queries.open_anomalies()
        anomaly_id, difference_id = anomaly.id, db.session.scalars(select(Difference.id)).one()
    decide = moved(actions.resolve_anomaly, anomaly_id, "已转账退给顾客", went="returned")
    adjust = moved(bills.resolve, difference_id, "计入其他收入", is_adjusted=True, by="staff:2")

    results = in_a_queue(committed_app, busy_shop, lambda: lock(Anomaly, anomaly_id), [decide, adjust])

    assert results[0] is None
    with reading():
        assert books.balance_of("suspense", "T404") == 0
