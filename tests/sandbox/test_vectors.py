"""The published test data of the vendors hold for the sandbox's own checks."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from sandbox.jd import gateway as jos
from sandbox.pay.platform import public_key, verified
from sandbox.sms import signature as sms_signature
from sandbox.taobao import gateway as top

VECTORS = Path(__file__).parent.parent / "vectors"


def vectors(name: str, *prefixes: str) -> list[Any]:
    found = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["vectors"]
    chosen = [one for one in found if one["id"].startswith(prefixes)]
    assert chosen, prefixes
    return [pytest.param(one["inputs"], one["expected"], id=one["id"]) for one in chosen]


def pem(der_base64: str) -> str:
    key = load_der_public_key(base64.b64decode(der_base64))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(("inputs", "expected"), vectors("taobao", "top-"))
def test_top_signatures(inputs: Any, expected: Any) -> None:
    assert top.signature(inputs["params"], inputs["secret"], inputs["params"]["sign_method"]) == expected["sign"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("jd", "jos-"))
def test_jos_signatures(inputs: Any, expected: Any) -> None:
    assert jos.signature(inputs["params"], inputs["app_secret"]) == expected["sign"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("sms", "aliyun-"))
def test_sms_signatures(inputs: Any, expected: Any) -> None:
    signature = sms_signature(inputs["method"], inputs["params"], inputs["access_key_secret"])
    assert signature == expected["Signature"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("wechatpay", "v3-request-post-jsapi"))
def test_pay_request_signatures(inputs: Any, expected: Any) -> None:
    lines = (inputs["method"], inputs["url_path_and_query"], inputs["timestamp"], inputs["nonce_str"])
    message = "\n".join((*lines, inputs["body"], ""))
    assert message == expected["message_utf8"]
    key = pem(inputs["public_key_spki_der_base64"])
    assert verified(key, message.encode(), expected["signature_base64"])
    assert not verified(key, message.encode() + b" ", expected["signature_base64"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("wechatpay", "paysign-jsapi"))
def test_pay_sheet_signatures(inputs: Any, expected: Any) -> None:
    message = "\n".join((inputs["appId"], inputs["timeStamp"], inputs["nonceStr"], inputs["line4"], ""))
    assert verified(pem(inputs["public_key_spki_der_base64"]), message.encode(), expected["sign_base64"])


@pytest.mark.parametrize(("inputs", "expected"), vectors("wechatpay", "rsa-verify-certificate"))
def test_a_merchant_may_register_a_certificate(inputs: Any, expected: Any) -> None:
    assert public_key(inputs["certificate_pem"]).key_size == 2048
    valid = verified(inputs["certificate_pem"], inputs["message"].encode(), inputs["signature_base64"])
    assert valid is expected["valid"]


@pytest.mark.parametrize(("inputs", "expected"), vectors("wechatpay", "aead-java-message"))
def test_the_cipher_of_notices(inputs: Any, expected: Any) -> None:
    key, nonce, associated = (inputs[name].encode() for name in ("apiv3_key", "nonce", "associated_data"))
    sealed = AESGCM(key).encrypt(nonce, inputs["plaintext"].encode(), associated)
    assert base64.b64encode(sealed).decode() == expected["ciphertext"]
