"""Golden examples published by WeChat and Aliyun: signatures, sealed parts, tickets, texts."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from wechatpayv3.utils import aes_decrypt

from wechat import jssdk, letters, sms
from wechat.connection import public_key

VECTORS = Path(__file__).parents[1] / "vectors"


def vector(file: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = next(v for v in json.loads((VECTORS / file).read_text("utf-8"))["vectors"] if v["id"] == name)
    return found["inputs"], found["expected"]


def pem(der_base64: str) -> str:
    return f"-----BEGIN PUBLIC KEY-----\n{der_base64}\n-----END PUBLIC KEY-----"


def at(stamp: str) -> datetime:
    return datetime.fromtimestamp(int(stamp), UTC)


def test_an_answer_signed_with_the_public_key_is_believed_until_a_byte_changes() -> None:
    given, _ = vector("wechatpay.json", "v3-response-verify-public-key")
    headers = {name: given[name] for name in ("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature")}
    headers["Wechatpay-Serial"] = "PUB_KEY_ID_1"
    keys = {"PUB_KEY_ID_1": public_key(pem(given["public_key_spki_der_base64"]))}
    moment = at(given["Wechatpay-Timestamp"])
    letters.verify(headers, given["body"].encode(), keys, moment)
    with pytest.raises(letters.BadLetter):
        letters.verify(headers, given["body"].encode() + b" ", keys, moment)
    with pytest.raises(letters.BadLetter):
        letters.verify(headers, given["body"].encode(), keys, at(str(int(given["Wechatpay-Timestamp"]) + 301)))


def test_a_notice_signed_under_a_certificate_is_believed() -> None:
    given, expected = vector("wechatpay.json", "notify-go-full")
    keys = {expected["certificate_serial_hex"]: public_key(given["certificate_pem"])}
    stamp = given["headers"]["Wechatpay-Timestamp"]
    letters.verify(given["headers"], given["body"].encode(), keys, at(stamp))
    resource = json.loads(given["body"])["resource"]
    sealed = (resource["nonce"], resource["ciphertext"], resource["associated_data"])
    assert aes_decrypt(*sealed, given["apiv3_key"]) == expected["plaintext"]


@pytest.mark.parametrize("name", ["v3-request-post-jsapi", "paysign-jsapi"])
def test_what_the_merchant_signs_is_built_line_by_line(name: str) -> None:
    given, expected = vector("wechatpay.json", name)
    if name == "paysign-jsapi":
        lines = [given["appId"], given["timeStamp"], given["nonceStr"], f"prepay_id={given['prepay_id']}"]
    else:
        lines = [given[part] for part in ("method", "url_path_and_query", "timestamp", "nonce_str", "body")]
    message = "\n".join(lines) + "\n"
    assert message == expected["message_utf8"]
    signature = base64.b64decode(expected.get("signature_base64") or expected["sign_base64"])
    key = public_key(pem(given["public_key_spki_der_base64"]))
    key.verify(signature, message.encode(), PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        key.verify(signature, message.encode() + b"\n", PKCS1v15(), SHA256())


def test_a_platform_certificate_comes_out_of_its_seal() -> None:
    given, expected = vector("wechatpay.json", "aead-java-platform-certificate")
    plain = aes_decrypt(given["nonce"], given["ciphertext"], given["associated_data"], given["apiv3_key"])
    assert plain is not None
    assert plain.startswith(expected["plaintext_starts_with"])
    assert public_key(plain).key_size == 2048


def test_a_ticket_signature_is_the_documented_one() -> None:
    given, expected = vector("wechat.json", "jsapi-ticket-signature")
    found = jssdk.signature(given["jsapi_ticket"], given["noncestr"], given["timestamp"], given["url"])
    assert found == expected["signature"]


def test_a_text_is_signed_as_documented() -> None:
    given, expected = vector("sms.json", "aliyun-sendsms")
    assert sms.string_to_sign(given["method"], given["params"]) == expected["string_to_sign"]
    assert sms.signature(given["method"], given["params"], given["access_key_secret"]) == expected["Signature"]
