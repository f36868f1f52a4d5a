"""A merchant with keys of its own and a shop that records the notices it gets."""

from __future__ import annotations

import json
import queue
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from wechatpayv3 import WeChatPay, WeChatPayType

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE_PEM = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()
PUBLIC_PEM = (
    KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
)
APIV3_KEY = "k" * 32
SERIAL_NO = "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        shop: Shop = self.server  # type: ignore[assignment]
        shop.letters.put((dict(self.headers), body))
        status = shop.answers.pop(0) if shop.answers else 204
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Shop(ThreadingHTTPServer):
    """Takes notices; `answers` are the statuses of the next answers (204 when empty)."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, _Handler)
        self.letters: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()
        self.answers: list[int] = []

    @property
    def notify_url(self) -> str:
        return f"http://shop-one.localhost:{self.server_port}/notices"

    def letter(self) -> tuple[dict[str, str], bytes]:
        """The next notice; fails the test when none comes."""
        return self.letters.get(timeout=8)


class Merchant:
    """Registered at the sandbox, speaking through the wechatpayv3 library."""

    def __init__(
        self,
        api: Any,
        shop: Shop,
        *,
        mchid: str,
        appid: str,
        mode: str = "public_key",
        **more: Any,
    ) -> None:
        self.api, self.shop, self.mchid, self.appid = api, shop, mchid, appid
        self.platform = api.post(
            "/merchants", mchid=mchid, public_key=PUBLIC_PEM, serial_no=SERIAL_NO, apiv3_key=APIV3_KEY,
            mode=mode, name="测试店", appids=[appid], **more,
        )  # fmt: skip
        self.client = self.new_client(partner=bool(more.get("partner")))

    def new_client(self, *, partner: bool = False) -> WeChatPay:
        client = WeChatPay(
            wechatpay_type=WeChatPayType.JSAPI, mchid=self.mchid, private_key=PRIVATE_PEM, cert_serial_no=SERIAL_NO,
            appid=self.appid, apiv3_key=APIV3_KEY, notify_url=self.shop.notify_url, partner_mode=partner,
            public_key=self.platform["public_key"], public_key_id=self.platform["public_key_id"], timeout=(3, 8),
        )  # fmt: skip
        client._core._gate_way = self.api.base_url
        return client

    def order(self, out_trade_no: str | None = None, *, total: int = 100, **more: Any) -> tuple[int, Any, str]:
        """Place an order: HTTP status, body and out_trade_no."""
        number = out_trade_no or "T" + secrets.token_hex(10)
        more.setdefault("payer", {"openid": "o" + "p" * 27})
        status, text = self.client.pay(
            description="手冲咖啡豆",
            out_trade_no=number,
            amount={"total": total},
            **more,
        )
        return status, json.loads(text), number

    def paid(self, *, total: int = 100) -> str:
        """An order that its shopper has paid; its notice is still in the shop's letters."""
        status, body, number = self.order(total=total)
        assert status == 200, body
        answer = self.api.http.post(
            f"{self.api.base_url}/sandbox/pay/{body['prepay_id']}",
            json={"result": "ok"},
            timeout=8,
        )
        assert answer.json()["result"] == "ok"
        return number

    def opened(self, letter: tuple[dict[str, str], bytes]) -> Any:
        """The notice with its resource decrypted; None when its signature is wrong."""
        headers, body = letter
        return self.client.callback(headers, body)
