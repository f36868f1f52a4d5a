"""The envelope of message pushes: who signed it, and what is sealed inside.

Our own rather than wechatpy's, which compares signatures in changing time, takes any padding and lets a broken
envelope end in an assertion. SHA-1 and AES-CBC are what WeChat speaks; nothing else of ours uses them.
Source: official document 消息推送, plain and safe mode.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

WINDOW = timedelta(minutes=5)
"""How far a push's clock may be from ours; WeChat's own repeats come within 15 s."""
BLOCK = 32


class BadPush(Exception):
    """Not believed (403) or not understood (400). reason: for our log, never with a secret."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def signature(token: str, *parts: str) -> str:
    """SHA-1 over token and parts, sorted and joined."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()


def check(given: str, token: str, *parts: str) -> None:
    """Raises BadPush when the signature is not ours, also when the shop has no token."""
    if not token or not hmac.compare_digest(given.encode(), signature(token, *parts).encode()):
        raise BadPush(403, "signature")


def check_clock(timestamp: str, at: datetime) -> None:
    """Raises BadPush for a push of another hour, so that an old signature is worth nothing."""
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_number or abs(at.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise BadPush(403, "timestamp")


def opened(sealed: str, aes_keys: Iterable[str], appid: str) -> bytes:
    """What is inside, opened with the key or the one before it. Raises BadPush, also when it is for another app."""
    try:
        body = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadPush(400, "not base64") from error
    if not body or len(body) % BLOCK:
        raise BadPush(400, "not whole blocks")
    for aes_key in aes_keys:
        content = _content(_decrypted(body, aes_key), appid)
        if content is not None:
            return content
    raise BadPush(403, "sealed with another key or for another app")


def _decrypted(body: bytes, aes_key: str) -> bytes:
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def _content(plain: bytes, appid: str) -> bytes | None:
    """16 random bytes, length, content, appid, PKCS#7 padding to 32; None when it is anything else."""
    padding = plain[-1]
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        return None
    inner = plain[16:-padding]
    end = 4 + int.from_bytes(inner[:4], "big")
    if len(inner) < 4 or not hmac.compare_digest(inner[end:], appid.encode()):
        return None
    return inner[4:end]
