"""Signatures of WeChat Pay under its answers and notices, and the sealed part of a notice.

Checked before the library sees anything: it accepts old letters, and calls out when it meets an unknown serial.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from wechatpayv3.utils import aes_decrypt

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
SKEW_S = 300
"""A letter older or newer than this is refused. Source: WeChat Pay 验签, five minutes."""


class BadLetter(Exception):
    """A letter that is not to be believed or cannot be read; the text is for the log."""

    def __init__(self, reason: str, *, is_genuine: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_genuine = is_genuine  # the signature was right, the content was not


@dataclass(frozen=True)
class Letter:
    """One notice, verified and opened."""

    id: str
    event: str
    content: dict[str, Any]


def verify(headers: Mapping[str, str], body: bytes, keys: Mapping[str, RSAPublicKey], at: datetime) -> None:
    """Make sure these very bytes were signed by WeChat Pay within five minutes of `at`. Raises BadLetter.

    keys: public-key id or certificate serial → key; several are known while WeChat Pay changes over.
    """
    serial, signature = headers.get("Wechatpay-Serial", ""), headers.get("Wechatpay-Signature", "")
    stamp, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
    key = keys.get(serial)
    if key is None:
        raise BadLetter("unknown serial")
    if headers.get("Wechatpay-Signature-Type", SCHEME) != SCHEME:
        raise BadLetter("unknown signature type")
    if signature.startswith(PROBE):
        raise BadLetter("signature probe")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise BadLetter("no timestamp")
    if abs(at.timestamp() - int(stamp)) > SKEW_S:
        raise BadLetter("timestamp outside five minutes")
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, f"{stamp}\n{nonce}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature) as error:
        raise BadLetter("wrong signature") from error


def ahead_ms(headers: Mapping[str, str], body: bytes, keys: Mapping[str, RSAPublicKey], at: datetime) -> int | None:
    """How far our clock is ahead of the one that signed these bytes; None when they were not signed by WeChat Pay."""
    stamp = headers.get("Wechatpay-Timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11):
        return None
    signed_at = datetime.fromtimestamp(int(stamp), UTC)
    try:
        verify(headers, body, keys, signed_at)
    except BadLetter:
        return None
    return round((at - signed_at).total_seconds() * 1000)


def opened(body: bytes, apiv3_key: str) -> Letter:
    """Read a verified notice. Raises BadLetter (genuine) when it is not what a notice looks like."""
    envelope = _object(body)
    resource = envelope.get("resource")
    if envelope.get("resource_type") != "encrypt-resource" or not isinstance(resource, dict):
        raise BadLetter("no sealed resource", is_genuine=True)
    if resource.get("algorithm") != "AEAD_AES_256_GCM":
        raise BadLetter("unknown algorithm", is_genuine=True)
    parts = [str(resource.get(name) or "") for name in ("nonce", "ciphertext", "associated_data")]
    try:
        plain = aes_decrypt(parts[0], parts[1], parts[2], apiv3_key)
    except ValueError as error:
        raise BadLetter("sealed resource is damaged", is_genuine=True) from error
    if plain is None:
        raise BadLetter("sealed with another APIv3 key", is_genuine=True)
    notice_id, event = envelope.get("id"), envelope.get("event_type")
    if not (isinstance(notice_id, str) and 0 < len(notice_id) <= 64 and isinstance(event, str)):
        raise BadLetter("no id or event", is_genuine=True)
    return Letter(notice_id, event, _object(plain.encode()))


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadLetter("not JSON", is_genuine=True) from error
    if not isinstance(found, dict):
        raise BadLetter("not a JSON object", is_genuine=True)
    return found
