"""Several hands at once on committed rows: one refund, and never more than was paid."""

import pytest
from sqlalchemy import func, select

from commerce.aftersale.actions import answers, opening
from commerce.orders.models import Order
from commerce.payments.models import Refund
from kernel.db import db, transaction
from kernel.errors import Refused
from tests.support.aftersale import a_case, a_paid_order, wish
from tests.support.concurrent import at_once

pytestmark = pytest.mark.slow


def given_back():
    refunds = db.session.scalar(select(func.coalesce(func.sum(Refund.refund_fen), 0)))
    return int(refunds), db.session.scalars(select(Order.refunded_fen)).one()


def test_two_clerks_agree_at_once_and_the_money_goes_back_once(committed_app, busy_shop):
    with transaction():
        case_id = a_case(a_paid_order((1000, 2)), 1).id

    def agree(who):
        def act():
            with transaction():
                return answers.agree(case_id, by=f"staff:{who}").state

        return act

    results = at_once(committed_app, busy_shop, [agree(1), agree(2), agree(3)])
    assert [r for r in results if r == "refunding"] == ["refunding"]
    assert sum(isinstance(r, Refused) for r in results) == 2
    assert given_back() == (1000, 1000)


def test_partial_refunds_in_parallel_never_pass_what_was_paid(committed_app, busy_shop):
    with transaction():
        order = a_paid_order((999, 3), (1, 2), freight_fen=800)
        wishes = [wish(order, 2), wish(order, 2), wish(order, 1, 2), wish(order, 1), wish(order, 0, 2)]
        order_id, member_id, total_fen = order.id, order.member_id, order.total_fen

    def refund(asked):
        def act():
            with transaction():
                case_id = opening.apply(order_id, asked, member_id=member_id).id
            with transaction():
                return answers.agree(case_id, by="staff:1").agreed_fen

        return act

    results = at_once(committed_app, busy_shop, [refund(asked) for asked in wishes])
    agreed = [fen for fen in results if isinstance(fen, int)]
    assert all(isinstance(r, int | Refused) for r in results)
    assert agreed
    refunds_fen, order_fen = given_back()
    assert refunds_fen == order_fen == sum(agreed) <= total_fen
