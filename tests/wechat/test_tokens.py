"""Tokens and tickets: fetched once, sealed, renewed when they die early; JS-SDK for own pages only."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tenants import secrets, settings
from tests.support.sandbox import Sandbox
from wechat import connection, tokens
from wechat.connection import AppAccount
from wechat.models import WeChatToken
from wechat.transport import WeChatAway, WeChatRefused

HOST = "http://shanlan.localhost:8123"


def account() -> AppAccount:
    with reading():
        return connection.app_account()


def test_a_token_is_fetched_once_and_kept_sealed(connected: int, sandbox: Sandbox) -> None:
    first = tokens.access_token(account())
    sandbox.post("/faults", path="/cgi-bin/*", status=500)
    assert tokens.access_token(account()) == first
    with reading():
        row = db.session.scalars(select(WeChatToken)).one()
        assert row.sealed is not None
        assert first.encode() not in row.sealed


def test_a_token_that_died_early_is_renewed_once(connected: int, sandbox: Sandbox) -> None:
    dead = tokens.access_token(account())
    sandbox.post("/tokens/expire", kind="app", account=sandbox.appid)
    assert tokens.ticket(account())
    assert tokens.access_token(account()) != dead


def test_a_wrong_secret_is_said_in_words_and_does_not_block_the_next_try(connected: int) -> None:
    with transaction():
        secrets.put("wechat.app_secret", "b" * 32)
    with pytest.raises(WeChatRefused, match="AppSecret"):
        tokens.access_token(account())
    with transaction():
        secrets.put("wechat.app_secret", "a" * 32)
    assert tokens.access_token(account())


def test_wechat_away_is_not_a_refusal(connected: int, sandbox: Sandbox) -> None:
    sandbox.post("/faults", path="/cgi-bin/*", status=502)
    with pytest.raises(WeChatAway):
        tokens.access_token(account())


@pytest.mark.slow
def test_many_hands_at_once_fetch_once(committed_app: Flask, busy_shop: int, sandbox: Sandbox) -> None:
    sandbox.connect()
    mine = account()
    sandbox.post("/faults", path="/cgi-bin/stable_token", delay_s=0.6, times=1)
    sandbox.post("/faults", path="/cgi-bin/stable_token", status=500)

    def hand(_number: int) -> str:
        with committed_app.app_context(), tenant_scope(busy_shop):
            return tokens.access_token(mine)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(hand, range(8)))
    assert len(found) == 1


def test_a_page_of_the_shop_gets_a_signature_the_ticket_explains(connected: int, client: FlaskClient) -> None:
    page = f"{HOST}/p/1?from=singlemessage#top"
    answer = client.get("/wechat/jssdk", query_string={"url": page}, base_url=HOST).get_json()
    with tenant_scope(connected):
        ticket = tokens.ticket(account())
    text = (
        f"jsapi_ticket={ticket}&noncestr={answer['nonceStr']}&timestamp={answer['timestamp']}&url={page.split('#')[0]}"
    )
    assert answer["signature"] == hashlib.sha1(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/", "http://shanlan.localhost/", "http://shanlan.localhost:8123.evil.example/", "",
        "//shanlan.localhost:8123/", "javascript:alert(1)", "http://a@evil.example/?shanlan.localhost:8123",
        "http://shanlan.localhost:8123\\@evil.example/",
    ],
)  # fmt: skip
def test_a_foreign_page_is_not_signed(connected: int, client: FlaskClient, url: str) -> None:
    assert client.get("/wechat/jssdk", query_string={"url": url}, base_url=HOST).status_code == 400


def test_a_shop_without_an_account_has_nothing_to_sign_with(shop: int, sandbox: Sandbox, client: FlaskClient) -> None:
    assert client.get("/wechat/jssdk", query_string={"url": f"{HOST}/"}, base_url=HOST).status_code == 409


def test_the_domain_is_proven_by_the_shops_own_file_only(connected: int, client: FlaskClient) -> None:
    with transaction():
        settings.WECHAT_VERIFY_FILES.set({"abcdefghij123456": "abcdefghij123456"})
    assert client.get("/MP_verify_abcdefghij123456.txt", base_url=HOST).text == "abcdefghij123456"
    assert client.get("/MP_verify_other.txt", base_url=HOST).status_code == 404
    assert urlsplit(HOST).hostname == "shanlan.localhost"
