"""Prepay, query and close as the platform's documents say, through the wechatpayv3 library."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.clients import Merchant

pytestmark = pytest.mark.usefixtures("sandbox")


def test_an_order_is_placed_queried_and_paid(merchant: Merchant) -> None:
    status, body, number = merchant.order()
    assert status == 200
    assert body["prepay_id"].startswith("wx")
    assert len(body["prepay_id"]) == 36
    _, before = merchant.client.query(out_trade_no=number)
    assert json.loads(before)["trade_state"] == "NOTPAY"
    assert "transaction_id" not in json.loads(before)
    merchant.api.post(f"/payments/{merchant.mchid}/{number}/pay")
    _, after = merchant.client.query(out_trade_no=number)
    found = json.loads(after)
    assert found["trade_state"] == "SUCCESS"
    assert found["amount"] == {
        "total": 100,
        "currency": "CNY",
        "payer_total": 100,
        "payer_currency": "CNY",
    }
    _, by_id = merchant.client.query(transaction_id=found["transaction_id"])
    assert json.loads(by_id) == found


def test_the_same_order_again_gets_a_new_prepay_id_and_another_one_is_refused(
    merchant: Merchant,
) -> None:
    _, first, number = merchant.order()
    status, second, _ = merchant.order(number)
    assert status == 200
    assert second["prepay_id"] != first["prepay_id"]
    status, body, _ = merchant.order(number, total=101)
    assert (status, body["code"]) == (403, "OUT_TRADE_NO_USED")


def test_a_closed_order_cannot_be_ordered_or_paid_again(merchant: Merchant) -> None:
    _, prepay, number = merchant.order()
    assert merchant.client.close(number)[0] == 204
    assert merchant.client.close(number)[0] == 204
    status, body, _ = merchant.order(number)
    assert (status, body["code"]) == (400, "ORDER_CLOSED")
    paid = merchant.api.http.post(f"{merchant.api.base_url}/sandbox/pay/{prepay['prepay_id']}", json={}, timeout=8)
    assert paid.json() == {"result": "fail", "message": "订单已关闭"}


def test_a_paid_order_cannot_be_closed(merchant: Merchant) -> None:
    number = merchant.paid()
    status, text = merchant.client.close(number)
    assert (status, json.loads(text)["code"]) == (400, "ORDERPAID")


def test_unknown_orders_are_not_found(merchant: Merchant) -> None:
    status, text = merchant.client.query(out_trade_no="NOSUCHORDER")
    assert (status, json.loads(text)["code"]) == (404, "ORDER_NOT_EXIST")
