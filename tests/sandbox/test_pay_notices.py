"""Notices: really sent, really signed and encrypted; retried, held, lost, repeated and forged on request."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sandbox.clients import Merchant, Shop


def test_a_payment_is_announced_signed_and_encrypted(merchant: Merchant, shop: Shop) -> None:
    number = merchant.paid(total=4990)
    headers, body = shop.letter()
    assert headers["Host"] == f"shop-one.localhost:{shop.server_port}"
    assert headers["Wechatpay-Serial"] == merchant.platform["public_key_id"]
    notice = merchant.opened((headers, body))
    assert notice["event_type"] == "TRANSACTION.SUCCESS"
    assert notice["resource"]["out_trade_no"] == number
    assert notice["resource"]["amount"]["total"] == 4990
    assert notice["resource"]["mchid"] == merchant.mchid


def test_the_platform_certificate_signs_for_merchants_in_certificate_mode(sandbox: Any, shop: Shop) -> None:
    merchant = Merchant(sandbox, shop, mchid="1900000002", appid="wx2", mode="certificate")
    merchant.paid()
    headers, _ = shop.letter()
    assert headers["Wechatpay-Serial"] == merchant.platform["certificate_serial_no"]
    assert len(headers["Wechatpay-Serial"]) == 40


def test_a_failed_answer_is_tried_again_with_the_same_id(merchant: Merchant, shop: Shop) -> None:
    shop.answers = [500, 404]
    merchant.paid()
    ids = {json.loads(shop.letter()[1])["id"] for _ in range(3)}
    assert len(ids) == 1


def test_a_lost_notice_arrives_at_the_next_send(merchant: Merchant, shop: Shop) -> None:
    merchant.api.post("/steering", action="lose", times=1, mchid=merchant.mchid)
    number = merchant.paid()
    shop.letter()
    attempts = merchant.api.get("/notices", out_trade_no=number)["notices"][0]["attempts"]
    assert attempts[0]["kind"] == "lost"


def test_a_held_notice_waits_for_its_release(merchant: Merchant, shop: Shop) -> None:
    merchant.api.post("/steering", action="hold", mchid=merchant.mchid)
    number = merchant.paid()
    assert merchant.api.get("/notices", out_trade_no=number)["notices"][0]["state"] == "held"
    assert shop.letters.empty()
    merchant.api.post("/notices/release", out_trade_no=number)
    assert merchant.opened(shop.letter())["resource"]["out_trade_no"] == number


def test_a_repeated_notice_arrives_so_many_times(merchant: Merchant, shop: Shop) -> None:
    merchant.api.post("/steering", action="repeat", times=20, count=1)
    number = merchant.paid()
    letters = [merchant.opened(shop.letter()) for _ in range(20)]
    assert {one["resource"]["out_trade_no"] for one in letters} == {number}


def test_reordered_notices_arrive_newest_first(merchant: Merchant, shop: Shop) -> None:
    merchant.api.post("/steering", action="reorder", times=2, count=2)
    first, second = merchant.paid(), merchant.paid()
    arrived = [merchant.opened(shop.letter())["resource"]["out_trade_no"] for _ in range(2)]
    assert arrived == [second, first]


def test_a_delayed_notice_waits(merchant: Merchant, shop: Shop) -> None:
    merchant.api.post("/steering", action="delay", seconds=3600)
    number = merchant.paid()
    notice = merchant.api.get("/notices", out_trade_no=number)["notices"][0]
    assert (notice["state"], notice["attempts"]) == ("waiting", [])
    assert shop.letters.empty()


UNBELIEVABLE = [
    "bad_signature",
    "signtest",
    "stranger_key",
    "changed_body",
    "changed_nonce",
    "changed_timestamp",
]


@pytest.mark.parametrize("kind", UNBELIEVABLE)
def test_a_forged_letter_fails_verification(merchant: Merchant, shop: Shop, kind: str) -> None:
    _, _, number = merchant.order()
    shop.answers = [401]
    result = merchant.api.post("/notices/forge", mchid=merchant.mchid, out_trade_no=number, kind=kind)
    assert result["status"] == 401
    assert merchant.opened(shop.letter()) is None


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("wrong_mchid", ("mchid",), "1999999999"),
        ("wrong_appid", ("appid",), "wx0000000000000000"),
        ("amount_minus_one", ("amount", "total"), 99),
        ("amount_plus_one", ("amount", "total"), 101),
        ("not_success", ("trade_state",), "NOTPAY"),
        ("other_currency", ("amount", "currency"), "USD"),
    ],
)
def test_a_misleading_letter_is_genuinely_signed(
    merchant: Merchant, shop: Shop, kind: str, path: tuple[str, ...], value: Any
) -> None:
    _, _, number = merchant.order()
    merchant.api.post("/notices/forge", mchid=merchant.mchid, out_trade_no=number, kind=kind)
    found: Any = merchant.opened(shop.letter())["resource"]
    for name in path:
        found = found[name]
    assert found == value


def test_every_kind_of_forgery_can_be_sent(merchant: Merchant, shop: Shop) -> None:
    _, _, number = merchant.order()
    kinds = merchant.api.get("/forgeries")["kinds"]
    for kind in kinds:
        answer = merchant.api.post("/notices/forge", mchid=merchant.mchid, out_trade_no=number, kind=kind)
        assert answer["status"] == 204, kind
    assert shop.letters.qsize() == len(kinds)


def test_a_replay_is_the_letter_of_before_byte_for_byte(merchant: Merchant, shop: Shop) -> None:
    number = merchant.paid()
    first = shop.letter()
    merchant.api.post("/notices/forge", mchid=merchant.mchid, out_trade_no=number, kind="replay")
    again = shop.letter()
    assert again[1] == first[1]
    assert again[0]["Wechatpay-Signature"] == first[0]["Wechatpay-Signature"]


def test_a_forged_letter_can_come_before_the_genuine_one(merchant: Merchant, shop: Shop) -> None:
    merchant.api.post("/steering", action="forge", kind="bad_signature", count=1)
    merchant.paid()
    assert merchant.opened(shop.letter()) is None
    assert merchant.opened(shop.letter()) is not None


def test_fifty_copies_at_once_of_a_delivered_notice(merchant: Merchant, shop: Shop) -> None:
    number = merchant.paid()
    shop.letter()
    notice = merchant.api.get("/notices", out_trade_no=number)["notices"][0]
    assert merchant.api.post(f"/notices/{notice['id']}/resend", copies=50)["statuses"] == [204] * 50


def test_a_hundred_buyers_at_once_pay_once_each(merchant: Merchant, shop: Shop) -> None:
    with ThreadPoolExecutor(20) as pool:
        numbers = list(pool.map(lambda _: merchant.paid(), range(100)))
    heard = {merchant.opened(shop.letter())["resource"]["out_trade_no"] for _ in range(100)}
    assert heard == set(numbers)
