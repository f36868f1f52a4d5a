"""Refunds: accepted, settled, announced; the number is the idempotency key and sums have a limit."""

from __future__ import annotations

import json
from typing import Any

from tests.sandbox.clients import Merchant, Shop


def refund(
    merchant: Merchant,
    number: str,
    part: int,
    *,
    refund_no: str = "R1",
    total: int = 100,
) -> tuple[int, Any]:
    status, text = merchant.client.refund(
        out_refund_no=refund_no,
        out_trade_no=number,
        amount={"refund": part, "total": total, "currency": "CNY"},
        notify_url=merchant.shop.notify_url,
    )
    return status, json.loads(text)


def test_a_refund_is_processing_then_success_and_announced(merchant: Merchant, shop: Shop) -> None:
    number = merchant.paid()
    shop.letter()
    status, body = refund(merchant, number, 40)
    assert (status, body["status"]) == (200, "PROCESSING")
    notice = merchant.opened(shop.letter())
    assert notice["event_type"] == "REFUND.SUCCESS"
    assert notice["resource"]["refund_status"] == "SUCCESS"
    assert notice["resource"]["amount"] == {
        "total": 100,
        "refund": 40,
        "payer_total": 100,
        "payer_refund": 40,
    }
    found = json.loads(merchant.client.query_refund("R1")[1])
    assert found["status"] == "SUCCESS"
    assert "refund_status" not in found
    assert json.loads(merchant.client.query(out_trade_no=number)[1])["trade_state"] == "REFUND"


def test_the_same_refund_number_refunds_once(merchant: Merchant) -> None:
    number = merchant.paid()
    first, again = refund(merchant, number, 40)[1], refund(merchant, number, 40)[1]
    assert first["refund_id"] == again["refund_id"]
    status, body = refund(merchant, number, 41)
    assert (status, body["code"]) == (400, "INVALID_REQUEST")


def test_refunds_never_exceed_the_payment(merchant: Merchant) -> None:
    number = merchant.paid()
    assert refund(merchant, number, 60, refund_no="A")[0] == 200
    assert refund(merchant, number, 41, refund_no="B")[1]["code"] == "INVALID_REQUEST"
    assert refund(merchant, number, 40, refund_no="C", total=99)[1]["code"] == "INVALID_REQUEST"
    assert refund(merchant, number, 40, refund_no="D")[0] == 200


def test_an_unpaid_order_has_nothing_to_refund(merchant: Merchant) -> None:
    _, _, number = merchant.order()
    status, body = refund(merchant, number, 1)
    assert (status, body["code"]) == (404, "RESOURCE_NOT_EXISTS")


def test_an_abnormal_refund_can_be_mended(merchant: Merchant, shop: Shop) -> None:
    merchant.api.put("/settings", refund_outcome="ABNORMAL")
    number = merchant.paid()
    shop.letter()
    body = refund(merchant, number, 40)[1]
    assert merchant.opened(shop.letter())["event_type"] == "REFUND.ABNORMAL"
    merchant.api.post(f"/refunds/{body['refund_id']}/settle", status="SUCCESS")
    assert merchant.opened(shop.letter())["event_type"] == "REFUND.SUCCESS"


def test_a_refund_may_stay_in_processing(merchant: Merchant) -> None:
    merchant.api.put("/settings", refund_outcome="PROCESSING")
    number = merchant.paid()
    refund(merchant, number, 40)
    assert json.loads(merchant.client.query_refund("R1")[1])["status"] == "PROCESSING"
    assert merchant.client.query_refund("NONE")[0] == 404
