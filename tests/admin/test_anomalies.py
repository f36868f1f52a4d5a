"""异常资金 and 退款: shown until somebody has dealt with them."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.orders import actions as orders
from commerce.orders import queries as order_queries
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments import queries
from commerce.payments.models import Anomaly, Refund
from commerce.payments.ports import Payout
from kernel.db import db, lock
from kernel.tenancy import tenant_scope
from tests.admin.test_orders_list import paid
from tests.admin.test_orders_moves import HTMX, log
from tests.support.concurrent import at_once
from tests.support.desk import staff_browser
from tests.support.factories import NOON, a_settlement, a_shop


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "finance")


def an_anomaly() -> Anomaly:
    payments.open_anomaly("amount_differs", "P1:T1", "付款单 P1 的金额与订单不一致", {"transaction_id": "T1"})
    db.session.commit()
    return db.session.scalars(select(Anomaly).order_by(Anomaly.id.desc())).first()


def a_failed_refund(cause: str = "test") -> Refund:
    order = paid()
    refund = orders.refund_whole(order.id, cause=cause, reason="缺货", by="staff:1")
    payments.record_refund_failure(lock(Refund, refund.id), "商户余额不足")
    db.session.commit()
    return refund


def test_an_anomaly_waits_until_somebody_says_what_was_done(desk: FlaskClient) -> None:
    anomaly = an_anomaly()
    url = f"/admin/orders/anomalies/{anomaly.id}/resolution"

    assert "金额不符" in desk.get("/admin/orders/anomalies").text
    assert desk.post(url, data={"resolution": ""}, headers=HTMX).status_code == 422
    assert desk.post(url, data={"resolution": "已线下核对"}, headers=HTMX).status_code == 204
    assert "没有异常资金" in desk.get("/admin/orders/anomalies").text
    assert "已线下核对" in desk.get("/admin/orders/anomalies?done=1").text
    assert len(log("orders.anomaly")) == 1


def test_money_in_suspense_is_not_dealt_with_before_somebody_says_where_it_went(desk: FlaskClient) -> None:
    order = paid()
    settle(replace(a_settlement(order), number="P404", transaction_id="T404"))
    db.session.commit()
    anomaly = db.session.scalars(select(Anomaly)).one()
    url = f"/admin/orders/anomalies/{anomaly.id}/resolution"

    unsaid = desk.post(url, data={"resolution": "已核对"}, headers=HTMX)
    assert (unsaid.status_code, "请选择款项去向" in unsaid.text) == (422, True)
    db.session.expire_all()
    assert (anomaly.resolved_at, queries.parked_fen(anomaly.id)) == (None, order.total_fen)
    assert desk.post(url, data={"resolution": "已核对", "went": "returned"}, headers=HTMX).status_code == 204
    assert queries.parked_fen(anomaly.id) == 0


def test_a_failed_refund_says_why_and_is_tried_again_under_its_number(desk: FlaskClient) -> None:
    refund = a_failed_refund()
    number = refund.number

    page = desk.get("/admin/orders/refunds?tab=failed").text
    assert number in page
    assert "商户余额不足" in page
    assert desk.post(f"/admin/orders/refunds/{refund.id}/retry").status_code == 303
    assert desk.post(f"/admin/orders/refunds/{refund.id}/retry").status_code == 409
    db.session.expire_all()
    assert [(row.number, row.state) for row in db.session.scalars(select(Refund))] == [(number, "requested")]


def test_rights_and_neighbours(app: Flask, shop: int, desk: FlaskClient) -> None:
    helpdesk = staff_browser(app, shop, "helpdesk")
    with tenant_scope(a_shop()):
        anomaly, refund = an_anomaly(), a_failed_refund()

    assert helpdesk.get("/admin/orders/anomalies").status_code == 403
    assert helpdesk.post(f"/admin/orders/refunds/{refund.id}/retry").status_code == 403
    assert desk.post(f"/admin/orders/anomalies/{anomaly.id}/resolution", data={"resolution": "x"}).status_code == 404
    assert desk.post(f"/admin/orders/refunds/{refund.id}/retry").status_code == 404


@pytest.mark.slow
def test_two_clerks_refund_at_once_and_the_money_goes_back_once(committed_app: Flask, busy_shop: int) -> None:
    order = paid()
    order_id, total_fen = order.id, order.total_fen
    db.session.remove()
    desks = [staff_browser(committed_app, busy_shop, "finance") for _ in range(4)]
    url, form = f"/admin/orders/{order_id}/refund", {"reason": "缺货"}

    answers = at_once(
        committed_app, busy_shop,
        [lambda desk=desk: desk.post(url, data=form, headers=HTMX).status_code for desk in desks],
    )  # fmt: skip

    assert set(answers) <= {204, 409}, answers
    assert 204 in answers
    assert [row.refund_fen for row in db.session.scalars(select(Refund))] == [total_fen]


def test_a_refund_that_fails_again_is_told_again_and_one_that_arrives_is_over(desk: FlaskClient) -> None:
    refund = a_failed_refund()
    anomaly = db.session.scalars(select(Anomaly)).one()
    assert desk.post(f"/admin/orders/refunds/{refund.id}/retry").status_code == 303
    done = {"resolution": "已充值，重试"}
    assert desk.post(f"/admin/orders/anomalies/{anomaly.id}/resolution", data=done).status_code == 303
    assert refund.number not in desk.get("/admin/orders/anomalies").text

    payments.record_refund_failure(lock(Refund, refund.id), "账户异常")
    db.session.commit()
    assert f"{refund.number} 失败：账户异常" in desk.get("/admin/orders/anomalies").text

    assert desk.post(f"/admin/orders/refunds/{refund.id}/retry").status_code == 303
    payments.record_payout(refund.id, Payout("settled", refund.number, refund.refund_fen), at=NOON)
    db.session.commit()
    assert refund.number not in desk.get("/admin/orders/anomalies").text
    assert "重试后已退款到账" in desk.get("/admin/orders/anomalies?done=1").text


def test_refunds_are_found_by_their_number_and_their_orders(desk: FlaskClient) -> None:
    mine, other = a_failed_refund(), a_failed_refund("another")
    number = order_queries.order(mine.order_id).number
    for words in (mine.number, f" {mine.number} ", number):
        page = desk.get("/admin/orders/refunds", query_string={"q": words}).text
        assert mine.number in page, words
        assert other.number not in page, words
    assert "没有找到「R0」" in desk.get("/admin/orders/refunds?q=R0").text
    assert mine.number not in desk.get("/admin/orders/refunds", query_string={"q": number, "tab": "settled"}).text
