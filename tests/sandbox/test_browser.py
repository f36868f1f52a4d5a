"""The pay sheet under a strict Content-Security-Policy, the people page and the board, in a real browser."""

from __future__ import annotations

import json
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.clients import Merchant

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>店</title>
<script src="{sandbox}/bridge.js" defer></script><script src="/page.js" defer></script></head>
<body><main><h1>订单</h1><button id="go" type="button">支付</button><output id="said"></output></main></body></html>"""
SCRIPT = """document.addEventListener("WeixinJSBridgeReady", function () { document.body.dataset.ready = "yes"; });
document.getElementById("go").addEventListener("click", function () {
  fetch("/parameters.json").then(function (answer) { return answer.json(); }).then(function (parameters) {
    WeixinJSBridge.invoke("getBrandWCPayRequest", parameters, function (res) {
      document.getElementById("said").textContent = res.err_msg;
    });
  });
});"""


class ShopPage(ThreadingHTTPServer):
    """A shop's page on another origin, with the policy that shops have."""

    daemon_threads = True

    def __init__(self, sandbox_url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sandbox_url = sandbox_url
        self.parameters = "{}"

    @property
    def url(self) -> str:
        return f"http://shop-one.localhost:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: ShopPage

    def do_GET(self) -> None:
        bodies = {
            "/": ("text/html; charset=utf-8", PAGE.replace("{sandbox}", self.server.sandbox_url)),
            "/page.js": ("text/javascript", SCRIPT),
            "/parameters.json": ("application/json", self.server.parameters),
        }
        kind, body = bodies.get(self.path, ("text/plain", ""))
        policy = "default-src 'none'; script-src 'self' {0}; connect-src 'self' {0}; style-src 'self'"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", policy.format(self.server.sandbox_url))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    more = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **more, "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}


@pytest.fixture
def shop_page(sandbox: Any) -> Iterator[ShopPage]:
    server = ShopPage(sandbox.base_url)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def pay_parameters(merchant: Merchant, prepay_id: str, *, spoiled: bool = False) -> str:
    nonce, stamp, package = secrets.token_hex(16), str(int(time.time())), f"prepay_id={prepay_id}"
    sign = merchant.client.sign([merchant.appid, stamp, nonce, package])
    values = {"appId": merchant.appid, "timeStamp": stamp, "nonceStr": nonce, "package": package}
    return json.dumps(values | {"signType": "RSA", "paySign": "AAAA" + sign[4:] if spoiled else sign})


@pytest.fixture
def order(merchant: Merchant, shop_page: ShopPage) -> str:
    _, body, number = merchant.order(total=4990)
    shop_page.parameters = pay_parameters(merchant, body["prepay_id"])
    return number


def state(merchant: Merchant, number: str) -> str:
    return str(merchant.api.get("/payments", out_trade_no=number)["payments"][0]["trade_state"])


def test_the_sheet_pays_under_a_strict_policy(page: Page, merchant: Merchant, shop_page: ShopPage, order: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(shop_page.url)
    page.wait_for_selector("body[data-ready=yes]")
    page.click("#go")
    expect(page.get_by_role("dialog")).to_contain_text("¥49.90")
    expect(page.get_by_role("dialog")).to_contain_text("测试店")
    page.get_by_role("button", name="确认支付").click()
    expect(page.locator("#said")).to_have_text("get_brand_wcpay_request:ok")
    assert state(merchant, order) == "SUCCESS"
    assert [one for one in complaints if "favicon" not in one] == []


def test_the_sheet_can_be_cancelled(page: Page, merchant: Merchant, shop_page: ShopPage, order: str) -> None:
    page.goto(shop_page.url)
    page.click("#go")
    page.get_by_role("button", name="取消").click()
    expect(page.locator("#said")).to_have_text("get_brand_wcpay_request:cancel")
    assert state(merchant, order) == "NOTPAY"


def test_a_wrong_signature_opens_no_sheet(page: Page, merchant: Merchant, shop_page: ShopPage) -> None:
    _, body, number = merchant.order()
    shop_page.parameters = pay_parameters(merchant, body["prepay_id"], spoiled=True)
    page.goto(shop_page.url)
    page.click("#go")
    expect(page.get_by_role("dialog")).to_contain_text("支付验证签名失败")
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#said")).to_have_text("get_brand_wcpay_request:fail")
    assert state(merchant, number) == "NOTPAY"


def test_the_sheet_answers_by_itself_when_told_to(
    page: Page, merchant: Merchant, shop_page: ShopPage, order: str
) -> None:
    merchant.api.put("/settings", auto_pay="ok")
    page.goto(shop_page.url)
    page.click("#go")
    expect(page.locator("#said")).to_have_text("get_brand_wcpay_request:ok")
    assert state(merchant, order) == "SUCCESS"


def test_a_browser_remembers_who_it_is(page: Page, merchant: Merchant, shop_page: ShopPage) -> None:
    back = quote(shop_page.url, safe="")
    query = f"appid={merchant.appid}&redirect_uri={back}&response_type=code&scope=snsapi_base&state=abc#wechat_redirect"
    address = f"{merchant.api.base_url}/connect/oauth2/authorize?{query}"
    page.goto(address)
    page.get_by_role("link", name="阿杰").click()
    page.wait_for_url(f"{shop_page.url}?code=*")
    first = page.url
    page.goto(address)
    assert page.url.startswith(f"{shop_page.url}?code="), "nobody is asked a second time"
    assert page.url != first, "each sign-in has a code of its own"


def test_the_board_shows_what_happened_and_can_pay(page: Page, merchant: Merchant) -> None:
    _, _, number = merchant.order(total=4990)
    page.goto(merchant.api.base_url)
    board = page.locator("[data-list=payments]")
    expect(board).to_contain_text("手冲咖啡豆")
    board.get_by_role("button", name="支付").click()
    expect(board).to_contain_text("已支付")
    expect(page.locator("[data-list=notices]")).to_contain_text("支付成功")
    assert state(merchant, number) == "SUCCESS"
