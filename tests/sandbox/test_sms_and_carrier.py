"""Aliyun text messages and kuaidi100: signatures, refusals, limits, pushes."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests

from sandbox.carrier import signed
from sandbox.sms import signature
from tests.sandbox.clients import Shop


def send(sandbox: Any, **more: str) -> Any:
    values = {
        "AccessKeyId": "id", "Action": "SendSms", "Format": "JSON", "RegionId": "cn-hangzhou", "Version": "2017-05-25",
        "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": secrets.token_hex(8),
        "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "PhoneNumbers": "13800138000",
        "SignName": "集市", "TemplateCode": "SMS_1", "TemplateParam": '{"code":"482913"}', **more,
    }  # fmt: skip
    values["Signature"] = more.get("Signature") or signature("POST", values, "secret")
    return requests.post(f"{sandbox.base_url}/sms/aliyun/", data=values, timeout=8).json()


@pytest.fixture
def sms(sandbox: Any) -> Any:
    sandbox.post(
        "/sms/accounts",
        access_key_id="id",
        access_key_secret="secret",
        signs=["集市"],
        templates={"SMS_1": "验证码${code}"},
    )
    return sandbox


def test_a_code_is_sent_and_shown(sms: Any) -> None:
    assert send(sms)["Code"] == "OK"
    kept = sms.get("/sms", phone="13800138000")["sms"]
    assert [(one["code"], one["text"]) for one in kept] == [("482913", "【集市】验证码482913")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Signature": "AAAA"}, "SignatureDoesNotMatch"),
        ({"Timestamp": "2020-01-01T00:00:00Z"}, "InvalidTimeStamp.Expired"),
        ({"SignName": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"TemplateCode": "SMS_9"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"TemplateParam": '{"code":482913}'}, "isv.INVALID_JSON_PARAM"),
        ({"TemplateParam": "{}"}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"PhoneNumbers": "12345"}, "isv.MOBILE_NUMBER_ILLEGAL"),
    ],
)
def test_wrong_text_messages_are_refused(sms: Any, changes: dict[str, str], code: str) -> None:
    assert send(sms, **changes)["Code"] == code


def test_one_code_a_minute(sms: Any) -> None:
    assert send(sms)["Code"] == "OK"
    assert send(sms)["Code"] == "isv.BUSINESS_LIMIT_CONTROL"
    sms.put("/settings", sms_limits=False)
    assert send(sms)["Code"] == "OK"


def query(sandbox: Any, key: str = "carrier-key", **param: str) -> Any:
    text = json.dumps({"com": "yuantong", "num": "YT1234567890123", **param})
    sign = hashlib.md5((text + key + "cust").encode()).hexdigest().upper()
    form = {"customer": "cust", "sign": sign, "param": text}
    return requests.post(f"{sandbox.base_url}/kuaidi100/poll/query.do", data=form, timeout=8).json()


@pytest.fixture
def carrier(sandbox: Any) -> Any:
    sandbox.post("/carrier/accounts", customer="cust", key="carrier-key")
    return sandbox


def test_the_derived_carrier_signature_example_holds() -> None:
    param = '{"com":"yuantong","num":"500306190180","from":"广东省深圳市","to":"北京市朝阳区"}'
    assert signed(param + "xxxxxxxxxxxx" + "y" * 32) == "8608339FA3C23613FF6C4D67A0E3F4D0"


def test_a_parcel_moves_and_is_signed_for(carrier: Any) -> None:
    assert query(carrier)["state"] == "1"
    for _ in range(4):
        carrier.post("/parcels/yuantong/YT1234567890123/advance")
    found = query(carrier)
    assert (found["state"], found["ischeck"], len(found["data"])) == ("3", "1", 5)
    assert "已签收" in found["data"][0]["context"]


def test_carrier_refusals(carrier: Any) -> None:
    assert query(carrier, key="wrong")["returnCode"] == "503"
    assert query(carrier, com="shunfeng", num="SF1234567890123")["returnCode"] == "408"
    assert query(carrier, com="nobody")["returnCode"] == "400"


def test_a_subscriber_hears_every_step_signed_with_the_salt(carrier: Any, shop: Shop) -> None:
    parameters = {"callbackurl": shop.notify_url + "?order=1", "salt": "pepper"}
    param = {
        "company": "yuantong",
        "number": "YT1234567890123",
        "key": "carrier-key",
        "parameters": parameters,
    }
    form = {"schema": "json", "param": json.dumps(param)}
    url = f"{carrier.base_url}/kuaidi100/poll"
    assert requests.post(url, data=form, timeout=8).json()["returnCode"] == "200"
    assert requests.post(url, data=form, timeout=8).json()["returnCode"] == "501"
    carrier.post("/parcels/yuantong/YT1234567890123/advance")
    _, body = shop.letter()
    pushed = parse_qs(body.decode())
    text = pushed["param"][0]
    assert pushed["sign"][0] == hashlib.md5((text + "pepper").encode()).hexdigest().upper()
    assert json.loads(text)["lastResult"]["data"][0]["statusCode"] == "0"
