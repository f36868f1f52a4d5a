"""One wechatpayv3 client per shop, made again when the shop's account changes.

What the library lacks: time limits, a gateway of one's own, and refusing answers with an unknown serial
without calling out.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core

from commerce.payments.ports import GatewayAway, GatewayRefused
from jobs import clocks, heartbeat
from kernel import clock
from kernel.db import reading
from kernel.errors import Invalid
from kernel.tenancy import current_tenant_id
from wechat import addresses, connection, letters, pay_words
from wechat.connection import PayAccount

TIMEOUT_S = (2, 5)
"""To connect, and to wait for an answer: a shopper is waiting too."""
MOST_CLIENTS = 500

_clients: dict[tuple[int, str], tuple[PayAccount, WeChatPay]] = {}


class _Core(Core):  # type: ignore[misc]
    """The library's core with our own check of answers."""

    keys: Mapping[str, RSAPublicKey] = {}

    def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
        at = clock.now()
        try:
            letters.verify(headers, body.encode(), self.keys, at)
        finally:
            self._look_at_clock(headers, body.encode(), at)
        return True

    def _look_at_clock(self, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        """An answer was signed just now: its stamp tells what time it is there. Five minutes off, nothing goes."""
        stamp = headers.get("Wechatpay-Timestamp", "")
        if stamp.isdigit() and abs(at.timestamp() - int(stamp)) * 1000 < clocks.WARN_MS:
            return
        ahead_ms = letters.ahead_ms(headers, body, self.keys, at)
        if ahead_ms is not None:
            heartbeat.note_clock("wechat_pay", ahead_ms)


def account() -> PayAccount:
    """The account of the shop in scope. Raises GatewayRefused when it is not complete."""
    with reading():
        found = connection.pay_account()
    if found.missing:
        raise GatewayRefused("not_connected", f"微信支付还没有配置好，缺少：{'、'.join(found.missing)}")
    return found


def known_keys(found: PayAccount) -> dict[str, RSAPublicKey]:
    """Public-key ids and certificate serials with their keys. Raises GatewayRefused on a key that cannot be read."""
    try:
        pairs = [(found.public_key_id, found.public_key), *found.other_keys]
        return {name: connection.public_key(pem) for name, pem in pairs}
    except Invalid as error:
        raise GatewayRefused("not_connected", error.message) from error


def client(found: PayAccount) -> WeChatPay:
    """The client of this account, from memory while nothing has changed."""
    gateway = addresses.current().pay
    key = (current_tenant_id(), gateway)
    kept = _clients.get(key)
    if kept is not None and kept[0] == found:
        return kept[1]
    made = _make(found, gateway)
    if len(_clients) >= MOST_CLIENTS:
        _clients.clear()
    _clients[key] = (found, made)
    return made


def _make(found: PayAccount, gateway: str) -> WeChatPay:
    keys = known_keys(found)
    try:
        private_key = connection.plain_private_key(found.private_key)
        public_key = connection.plain_public_key(found.public_key)
    except Invalid as error:
        raise GatewayRefused("not_connected", error.message) from error
    common = {
        "mchid": found.mchid, "private_key": private_key, "cert_serial_no": found.serial, "apiv3_key": found.apiv3_key,
        "public_key": public_key, "public_key_id": found.public_key_id, "timeout": TIMEOUT_S,
    }  # fmt: skip
    made = WeChatPay(
        wechatpay_type=WeChatPayType.JSAPI, appid=found.sp_appid or found.appid, partner_mode=found.is_partner, **common
    )
    core = _Core(**common)
    core._gate_way, core.keys = gateway, keys
    made._core = core
    return made


def call(found: PayAccount, verb: str, **arguments: Any) -> dict[str, Any]:
    """One call of the library; its answer as an object. Raises GatewayAway or GatewayRefused, nothing else."""
    try:
        status, text = getattr(client(found), verb)(**arguments)
    except requests.RequestException as error:
        raise GatewayAway(f"联系不上微信支付（{type(error).__name__}）") from error
    except letters.BadLetter as error:
        raise GatewayAway(f"微信支付的应答签名不对（{error.reason}）") from error
    body = _object(text)
    if status >= 300:
        raise pay_words.refusal(status, body)
    return body


def gateway_of(found: PayAccount) -> str:
    """The origin this account's calls go to."""
    return str(client(found)._core._gate_way)


def download(found: PayAccount, url: str) -> bytes:
    """A file of the gateway, as it was sent; downloads carry no signature. Raises GatewayAway."""
    try:
        status, content = client(found).download_bill(url)
    except requests.RequestException as error:
        raise GatewayAway(f"联系不上微信支付（{type(error).__name__}）") from error
    if status != 200:
        raise GatewayAway(f"账单下载失败（{status}）")
    return content.encode() if isinstance(content, str) else bytes(content)


def _object(text: str | bytes) -> dict[str, Any]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
