"""PostgreSQL away, restarting, full or slow: 503 and when to come back, in words, on every door; then all is well."""

import os

import pytest
from flask import Flask
from sqlalchemy import text

from app.health import bp as health
from commerce.members import actions as members
from commerce.orders import queries as orders
from kernel import clock
from kernel.db import db, reading, transaction
from kernel.errors import Away, Busy
from kernel.tenancy import tenant_scope
from kernel.trouble import in_words
from tenants import hosts
from tests.support import desk, outage, shopper
from tests.support.factories import ADDRESS, a_member, a_product, a_shop, an_order
from tests.support.sandbox import Sandbox
from tests.wechat.conftest import letter as letter
from tests.wechat.conftest import prepared
from tests.wechat.test_notices import path_of

HTMX = {"HX-Request": "true", "Accept": "application/json, text/html"}
HOOKS = "http://hooks.localhost"


@pytest.fixture
def stall(committed_app: Flask, sandbox: Sandbox) -> int:
    """A shop with committed rows that takes orders."""
    tenant_id = a_shop("shanlan", "山岚生活")
    with tenant_scope(tenant_id):
        sandbox.connect()
    return tenant_id


def assert_said_so(answer, *, is_fragment=False):
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert "psycopg" not in answer.text
    if is_fragment:
        assert (answer.text, answer.headers["HX-Reswap"]) == ("", "none")
        assert "toast" in answer.headers["HX-Trigger"]


@pytest.mark.slow
def test_every_door_says_when_to_come_back_and_opens_by_itself(committed_app: Flask, stall: int) -> None:
    desk_browser, guest = desk.staff_browser(committed_app, stall), committed_app.test_client()
    with tenant_scope(stall):
        key = path_of(stall)
    pages = [
        (guest, "GET", "/", shopper.SHOP), (guest, "GET", "/search?q=a", shopper.SHOP),
        (desk_browser, "GET", "/admin/orders", desk.ADMIN), (guest, "POST", "/admin/login", desk.ADMIN),
        (guest, "POST", "/console/login", desk.CONSOLE),
        (guest, "POST", key, HOOKS), (guest, "GET", "/health/ready", HOOKS),
    ]  # fmt: skip
    for browser, method, path, host in pages:
        assert browser.open(path, method=method, base_url=host, data={}).status_code < 500

    with outage.away(os.environ):
        for known_hosts in (True, False):
            for browser, method, path, host in pages:
                answer = browser.open(path, method=method, base_url=host, data={"login": "a", "password": "b"})
                assert answer.status_code == 503, (path, answer.text)
                if health.url_prefix not in path:
                    assert_said_so(answer)
                    assert "请" in answer.text or answer.get_json()["code"] == "FAIL"
            if known_hosts:
                hosts.forget()
        assert_said_so(guest.get("/feed", headers=HTMX, base_url=shopper.SHOP), is_fragment=not known_hosts)
        assert guest.get("/health/live", base_url=HOOKS).status_code == 200

    for browser, method, path, host in pages:
        assert browser.open(path, method=method, base_url=host, data={}).status_code < 500


@pytest.mark.slow
def test_the_buyers_form_sent_again_afterwards_is_one_order(committed_app: Flask, stall: int, sandbox: Sandbox) -> None:
    with tenant_scope(stall), transaction():
        sku, member = a_product(), a_member(openid=sandbox.openid())
        address = members.save_address(member.id, ADDRESS, is_default=True)
    phone = committed_app.test_client()
    with tenant_scope(stall):
        shopper.sign_in(phone, member)
    wish = {"sku_id": sku.id, "qty": "1", "request_key": "k1", "address_id": address.id}

    with outage.away(os.environ):
        assert_said_so(phone.post("/orders", data=wish, headers=HTMX, base_url=shopper.SHOP), is_fragment=True)
    answers = [phone.post("/orders", data=wish, headers=HTMX, base_url=shopper.SHOP) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    with tenant_scope(stall), reading():
        assert len(orders.orders_of_member(member.id)) == 1


@pytest.mark.slow
def test_a_payment_told_meanwhile_is_told_again_and_counts(
    committed_app: Flask, stall: int, sandbox: Sandbox, letter
) -> None:
    with tenant_scope(stall), transaction():
        order = an_order(at=clock.now())
    with tenant_scope(stall):
        payment = prepared(order, sandbox.openid())
        path = path_of(stall)
    headers, body = letter(payment.number)
    wechat = committed_app.test_client()

    with outage.away(os.environ):
        answer = wechat.post(path, data=body, headers=headers, base_url=HOOKS)
        assert_said_so(answer)
        assert answer.get_json()["code"] == "FAIL"
    assert wechat.post(path, data=body, headers=headers, base_url=HOOKS).status_code == 204

    with tenant_scope(stall), reading():
        assert orders.own_order(order.number, order.member_id).state == "paid"


@pytest.mark.slow
def test_a_restart_in_the_middle_undoes_the_unit_and_the_next_notices_nothing(committed_app: Flask, stall: int) -> None:
    with tenant_scope(stall), pytest.raises(Exception, match=r"terminat|closed") as caught, transaction():
        a_member(nickname="半途")
        outage.restart(os.environ)
        a_member(nickname="没有了")

    assert isinstance(in_words(caught.value), Away)
    with tenant_scope(stall), reading() as session:
        assert session.scalar(text("SELECT count(*) FROM members")) == 0
    outage.restart(os.environ)
    assert committed_app.test_client().get("/", base_url=shopper.SHOP).status_code == 200


@pytest.mark.parametrize(
    ("settings", "statement", "words"),
    [
        ("statement_timeout = 20", "SELECT pg_sleep(5)", Away),
        ("lock_timeout = 20", "LOCK TABLE members IN ACCESS EXCLUSIVE MODE", Busy),
        ("statement_timeout = 0", "SELECT 1/0", None),
        ("statement_timeout = 0", "SELECT nothing FROM nowhere", None),
    ],
)
def test_what_takes_too_long_is_told_from_our_own_mistakes(
    application: Flask, settings: str, statement: str, words: type | None
) -> None:
    with application.app_context(), db.engines[None].connect() as other, db.engines[None].connect() as mine:
        other.execute(text("LOCK TABLE members IN ROW EXCLUSIVE MODE"))
        mine.execute(text(f"SET LOCAL {settings}"))
        with pytest.raises(Exception, match=r"\(psycopg") as caught:
            mine.execute(text(statement))

    assert type(in_words(caught.value)) is (words or type(None))


def test_no_free_connection_is_told_in_words(committed_app: Flask, stall: int) -> None:
    engine = db.engines[None]
    waiting_s, engine.pool._timeout = engine.pool._timeout, 0.05  # type: ignore[attr-defined]
    held = [engine.connect() for _ in range(engine.pool.size() + 4)]  # type: ignore[attr-defined]
    try:
        answer = committed_app.test_client().get("/", base_url=shopper.SHOP)
    finally:
        engine.pool._timeout = waiting_s  # type: ignore[attr-defined]
        for connection in held:
            connection.close()

    assert_said_so(answer)
    assert "访问的人太多" in answer.text
    assert committed_app.test_client().get("/", base_url=shopper.SHOP).status_code == 200
