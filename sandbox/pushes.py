"""Message pushes of a 公众号: signed, in safe mode sealed, and told three times when the shop does not answer."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox.clock import now_s
from sandbox.here import Sandbox
from sandbox.pay.letters import allowed, post
from sandbox.store import Record

TRIES = 3
ANSWER_WITHIN_S = 5.0
SPOILS = ("signature", "old", "doctype", "other_key", "other_app", "plain")
"""Ways of a push that is not genuine. plain: unsealed, although the account is in safe mode."""


@dataclass
class Push:
    """What is to be told. spoil: one of SPOILS or nothing; at_s, nonce: given to tell the same once more."""

    fields: dict[str, Any]
    spoil: str = ""
    at_s: int = field(default_factory=lambda: int(now_s()))
    nonce: str = field(default_factory=lambda: str(secrets.randbelow(10**9)))


def sign(token: str, *parts: str) -> str:
    """SHA-1 over the sorted, joined parts."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()


def xml(fields: dict[str, Any]) -> str:
    """WeChat's flat XML: text in CDATA, numbers bare."""
    lines = [
        f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}><![CDATA[{escape(str(value))}]]></{name}>"
        for name, value in fields.items()
    ]
    return f"<xml>{''.join(lines)}</xml>"


def seal(text: str, aes_key: str, appid: str, random: bytes | None = None) -> str:
    """Random 16, length, text, appid, padded to 32; AES-256-CBC with the key's first half as IV."""
    key = base64.b64decode(aes_key + "=")
    raw = text.encode()
    plain = (random or os.urandom(16)) + len(raw).to_bytes(4, "big") + raw + appid.encode()
    room = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([room]) * room) + encryptor.finalize()).decode()


def verify(sandbox: Sandbox, app: Record) -> Record:
    """What 提交 does in WeChat's console: GET with an echo."""
    echo = str(secrets.randbelow(10**18))
    push = Push({})
    query = _query(app, push) | {"echostr": echo}
    status, answer = _send(sandbox, app, query, "", "GET")
    return {"status": status, "answer": answer, "verified": status == 200 and answer == echo}


def tell(sandbox: Sandbox, app: Record, push: Push) -> Record:
    """POST one push, up to three times until the shop answers. Gives status, answer and how often it was sent."""
    text = _spoiled(xml(push.fields), push.spoil)
    query, status, answer, sends = _query(app, push), 0, "", 0
    aes_key = app["push"].get("encoding_aes_key", "")
    if aes_key and push.spoil != "plain":
        key = "Z" * 43 if push.spoil == "other_key" else aes_key
        sealed = seal(text, key, "wx9999999999999999" if push.spoil == "other_app" else app["appid"])
        query |= {"encrypt_type": "aes", "msg_signature": sign(app["push"]["token"], *_stamp(push), sealed)}
        text = xml({"ToUserName": push.fields.get("ToUserName", ""), "Encrypt": sealed})
    while sends < TRIES and not 200 <= status < 500:
        status, answer = _send(sandbox, app, query, text, "POST")
        sends += 1
    return {"status": status, "answer": answer, "sends": sends, "at_s": push.at_s, "nonce": push.nonce}


def _spoiled(text: str, spoil: str) -> str:
    return f'<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/hostname">]>{text}' if spoil == "doctype" else text


def _stamp(push: Push) -> tuple[str, str]:
    return str(push.at_s - (3600 if push.spoil == "old" else 0)), push.nonce


def _query(app: Record, push: Push) -> dict[str, str]:
    moment, nonce = _stamp(push)
    signature = sign("not the token" if push.spoil == "signature" else app["push"]["token"], moment, nonce)
    return {"signature": signature, "timestamp": moment, "nonce": nonce, "openid": push.fields.get("FromUserName", "")}


def _send(sandbox: Sandbox, app: Record, query: dict[str, str], text: str, method: str) -> tuple[int, str]:
    url = f"{app['push']['url']}?{urlencode(query)}"
    if not allowed(url, sandbox.settings["notice_hosts"]):
        return 0, "this host is not on this machine"
    return post(url, ({"Content-Type": "text/xml"}, text), ANSWER_WITHIN_S, method=method)
