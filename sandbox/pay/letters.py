"""The letter of a notice: its JSON with the encrypted resource, and the signed headers."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from sandbox.here import Sandbox
from sandbox.pay.fields import on_this_machine
from sandbox.pay.gate import signed_headers
from sandbox.pay.platform import encrypt
from sandbox.store import Record

SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
}
Letter = tuple[dict[str, str], str]


def letter_body(notice: Record, apiv3_key: str, *, plaintext: Record | None = None) -> str:
    """The JSON that is sent: envelope and encrypted resource."""
    original = "transaction" if notice["event_type"].startswith("TRANSACTION") else "refund"
    text = json.dumps(notice["plaintext"] if plaintext is None else plaintext, ensure_ascii=False)
    envelope: dict[str, Any] = {
        "id": notice["id"],
        "create_time": notice["create_time"],
        "resource_type": "encrypt-resource",
        "event_type": notice["event_type"],
        "summary": SUMMARIES[notice["event_type"]],
        "resource": {"original_type": original, **encrypt(apiv3_key, text, original)},
    }
    return json.dumps(envelope, ensure_ascii=False)


def signs_by_public_key(merchant: Record, notice: Record) -> bool:
    """In mode `both` (the seven days of migration) half of the notices carry the public key's signature."""
    if merchant["mode"] == "both":
        return int(notice["id"][-1], 16) % 2 == 0
    return bool(merchant["mode"] == "public_key")


def genuine(sandbox: Sandbox, merchant: Record, notice: Record) -> Letter:
    """The letter as WeChat Pay writes it."""
    body = letter_body(notice, merchant["apiv3_key"])
    key, serial = sandbox.platform.signer(by_public_key=signs_by_public_key(merchant, notice))
    return signed_headers(key, serial, body), body


def allowed(url: str, extra_hosts: list[str]) -> bool:
    """Notices stay on this machine unless a host is named in the settings."""
    host = urlsplit(url).hostname or ""
    return on_this_machine(host) or host in extra_hosts


def post(url: str, letter: Letter, timeout_s: float, *, method: str = "POST") -> tuple[int, str]:
    """Send it and return HTTP status and the start of the answer; 0 with the reason when nothing came back.

    Names ending in .localhost do not resolve everywhere: the connection goes to 127.0.0.1 with the name as Host.
    """
    headers, body = letter
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = "127.0.0.1" if host.endswith("localhost") else host
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(address, parts.port, timeout=timeout_s)
    sent = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "Accept": "*/*",
        "User-Agent": "Mozilla/4.0",
    }
    try:
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request(method, target, body.encode(), {**sent, **headers})
        response = connection.getresponse()
        return response.status, response.read(2000).decode("utf-8", "replace")[:200]
    except (OSError, http.client.HTTPException) as error:
        return 0, f"{type(error).__name__}: {error}"[:200]
    finally:
        connection.close()
