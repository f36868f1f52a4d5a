"""A sub-merchant's fund bill as its partner gets it: several files in order, each sealed with a key of its own.

The key of a file is sealed for the partner's API certificate (RSA-OAEP), the file itself with AES-256-GCM. The digest
is of the opened file. Source: WeChat Pay, 申请单个子商户资金账单.
"""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commerce.payments.ports import GatewayAway

OAEP = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303  WeChat Pay's own choice


def joined(answer: dict[str, Any], private_key: str, download: Callable[[str], bytes]) -> bytes:
    """The whole bill from the answer that names its files. Raises GatewayAway when one is missing or damaged."""
    parts = answer.get("download_bill_list") or []
    numbered = {part.get("bill_sequence"): part for part in parts if isinstance(part, dict)}
    if not parts or sorted(map(str, numbered)) != sorted(map(str, range(1, len(parts) + 1))):
        raise GatewayAway("账单文件不齐")
    return b"".join(_opened(numbered[n], private_key, download) for n in range(1, len(parts) + 1))


def _opened(part: dict[str, Any], private_key: str, download: Callable[[str], bytes]) -> bytes:
    try:
        key = _key(private_key).decrypt(base64.b64decode(str(part.get("encrypt_key") or ""), validate=True), OAEP)
        hidden = download(str(part.get("download_url") or ""))
        raw = AESGCM(key).decrypt(str(part.get("nonce") or "").encode(), hidden, None)
    except (ValueError, InvalidTag) as error:
        raise GatewayAway("账单文件解不开，请检查服务商的商户私钥") from error
    if hashlib.sha1(raw).hexdigest() != str(part.get("hash_value") or "").lower():
        raise GatewayAway("账单文件与摘要不符，可能没有下载完整")
    return raw


def _key(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.strip().encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("no RSA key")
    return key
