"""The door of /v3: the error bodies of production, field rules, both key modes, and the published vectors."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from wechatpayv3.core import Core
from wechatpayv3.utils import aes_decrypt

from sandbox.pay.platform import encrypt
from tests.sandbox.clients import APIV3_KEY, PRIVATE_PEM, SERIAL_NO, Merchant, Shop


def test_what_the_platform_encrypts_opens_with_the_key() -> None:
    sealed = encrypt(APIV3_KEY, "你好", "transaction")
    assert aes_decrypt(sealed["nonce"], sealed["ciphertext"], "transaction", APIV3_KEY) == "你好"
    assert len(sealed["nonce"]) == 12


@pytest.mark.parametrize(
    ("path", "headers", "status", "code", "message"),
    [
        ("/v3/certificates", {}, 401, "SIGN_ERROR", "Http头Authorization值格式错误"),
        (
            "/v3/bill/tradebill",
            {"Authorization": "Bearer x"},
            401,
            "SIGN_ERROR",
            "Http头Authorization值格式错误",
        ),
        ("/v3/pay/transactions/id/1", {}, 401, "SIGN_ERROR", "签名信息错误，验签失败"),
        (
            "/v3/certificates",
            {"User-Agent": ""},
            400,
            "INVALID_REQUEST",
            "Http头缺少Accept或User-Agent",
        ),
    ],
)
def test_unsigned_requests_get_productions_answers(
    sandbox: Any,
    path: str,
    headers: dict[str, str],
    status: int,
    code: str,
    message: str,
) -> None:
    answer = requests.get(sandbox.base_url + path, headers=headers, timeout=8)
    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert answer.json()["message"].startswith(message)
    assert "Wechatpay-Signature" not in answer.headers


def test_old_and_wrong_signatures_are_refused(sandbox: Any, merchant: Merchant) -> None:
    header = 'WECHATPAY2-SHA256-RSA2048 mchid="{}",nonce_str="n",signature="AAAA",timestamp="{}",serial_no="{}"'
    old = header.format(merchant.mchid, 1554208460, SERIAL_NO)
    url = f"{sandbox.base_url}/v3/certificates"
    answer = requests.get(url, headers={"Authorization": old, "Accept": "application/json"}, timeout=8)
    assert answer.status_code == 401
    assert answer.json()["message"] == "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"


def test_unknown_paths_are_empty_404(sandbox: Any) -> None:
    answer = requests.get(f"{sandbox.base_url}/v3/nothing", timeout=8)
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"total": 0}, "/body/amount/total"),
        ({"out_trade_no": "短"}, "/body/out_trade_no"),
        ({"attach": "x" * 129}, "/body/attach"),
        ({"payer": {"openid": ""}}, "/body/payer/openid"),
        ({"notify_url": "http://shop.example/n"}, "/body/notify_url"),
        ({"notify_url": "https://shop.example/n?x=1"}, "/body/notify_url"),
        ({"time_expire": "tomorrow"}, "/body/time_expire"),
    ],
)
def test_wrong_fields_are_named(merchant: Merchant, changes: dict[str, Any], field: str) -> None:
    status, body, _ = merchant.order(**changes)
    assert (status, body["code"]) == (400, "PARAM_ERROR")
    assert body["detail"]["field"] == field


def test_an_appid_that_is_not_the_merchants_is_refused(merchant: Merchant) -> None:
    assert merchant.order(appid="wx9")[1]["code"] == "APPID_MCHID_NOT_MATCH"


def test_an_openid_of_another_app_is_refused(merchant: Merchant) -> None:
    merchant.api.post("/apps", appid="wx9", secret="t" * 32)
    openid = merchant.api.get("/people/lin/openid/wx9")["openid"]
    assert merchant.order(payer={"openid": openid})[1]["code"] == "INVALID_REQUEST"


def test_certificate_mode_works_from_an_empty_client(sandbox: Any, shop: Shop) -> None:
    merchant = Merchant(sandbox, shop, mchid="1900000003", appid="wx3", mode="certificate")

    class LocalCore(Core):
        @property
        def _gate_way(self) -> str:
            return str(sandbox.base_url)

        @_gate_way.setter
        def _gate_way(self, _value: str) -> None:
            """The library sets production here."""

    found = LocalCore(merchant.mchid, SERIAL_NO, PRIVATE_PEM, APIV3_KEY)
    assert [f"{one.serial_number:040X}" for one in found._certificates] == [merchant.platform["certificate_serial_no"]]
    status, text = found.request(f"/v3/pay/transactions/out-trade-no/NONE123?mchid={merchant.mchid}")
    assert (status, json.loads(text)["code"]) == (404, "ORDER_NOT_EXIST")


def test_new_merchants_have_no_certificates(merchant: Merchant) -> None:
    status, text = merchant.client._core.request("/v3/certificates", skip_verify=True)
    assert (status, json.loads(text)["code"]) == (404, "RESOURCE_NOT_EXISTS")


def test_partner_orders_name_both_merchants(sandbox: Any, shop: Shop) -> None:
    merchant = Merchant(
        sandbox,
        shop,
        mchid="1900000004",
        appid="wx4",
        partner=True,
        sub_mchids=["1900000104"],
    )
    payer = {"sp_openid": "o" + "q" * 27}
    status, body, number = merchant.order(sub_mchid="1900000104", payer=payer)
    assert status == 200, body
    sandbox.post(f"/payments/{merchant.mchid}/{number}/pay")
    resource = merchant.opened(shop.letter())["resource"]
    assert (resource["sp_mchid"], resource["sub_mchid"]) == ("1900000004", "1900000104")
    found = json.loads(merchant.client.query(out_trade_no=number, sub_mchid="1900000104")[1])
    assert (found["trade_state"], found["payer"]) == ("SUCCESS", payer)
    assert merchant.order(sub_mchid="1900000999", payer=payer)[1]["code"] == "NO_AUTH"


def test_a_probe_signature_fails_verification(merchant: Merchant) -> None:
    merchant.api.post("/faults", path="/v3/pay/*", spoil_signature=True, times=1)
    with pytest.raises(Exception, match="failed to verify the signature"):
        merchant.order()
    assert merchant.order()[0] == 200
