"""Too large, too many, too often, too weak a key: refused before it costs anything (11, 29, 143-149, 171, 177)."""

import base64

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError
from werkzeug.exceptions import TooManyRequests

from app.config import Settings
from commerce.checkout import actions as checkout
from commerce.members import queries as members
from kernel.db import transaction
from kernel.errors import Refused
from tenants import settings
from tests.support import desk, factories, shopper
from web import throttle

ENOUGH = {
    "JISHI_KEYS": "v1:" + base64.b64encode(b"k" * 32).decode(), "DATABASE_URL": "postgresql://a",
    "OPERATOR_DATABASE_URL": "postgresql://a", "REDIS_URL": "redis://a", "JISHI_BASE_DOMAIN": "shops.example",
    "JISHI_MEDIA_DIR": "media",
}  # fmt: skip
FORMS = [("/admin/login", desk.ADMIN), ("/console/login", desk.CONSOLE), ("/login/code", shopper.SHOP)]


@pytest.mark.parametrize("key", ["", "dev", "secret", "k" * 31])
def test_with_a_weak_key_nothing_starts(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    for name, value in ENOUGH.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("JISHI_SANDBOX_URL", raising=False)
    monkeypatch.setenv("JISHI_ENV", "production")
    monkeypatch.setenv("JISHI_PUBLIC_SCHEME", "https")
    monkeypatch.setenv("JISHI_SECRET_KEY", key)
    with pytest.raises(ValidationError, match="JISHI_SECRET_KEY"):
        Settings()
    monkeypatch.setenv("JISHI_SECRET_KEY", "k" * 32)
    assert Settings().env == "production"
    monkeypatch.setenv("JISHI_SANDBOX_URL", "http://127.0.0.1:1")
    with pytest.raises(ValidationError, match="JISHI_SANDBOX_URL"):
        Settings()


@pytest.mark.parametrize(("path", "host"), FORMS)
def test_a_form_of_monstrous_size_is_refused(client: FlaskClient, shop: int, path: str, host: str) -> None:
    parts = {f"a{number}": (None, "x") for number in range(1001)}
    many = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nx\r\n' for name in parts) + "--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    field = f'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n{"x" * 600_000}\r\n--b--\r\n'

    for body in (many, field):
        assert client.post(path, data=body, content_type=kind, base_url=host).status_code == 413
    for content_type in (kind, "application/x-www-form-urlencoded"):
        declared = {"CONTENT_LENGTH": str(10 * 2**20), "CONTENT_TYPE": content_type}
        assert client.post(path, base_url=host, environ_overrides=declared).status_code == 413


@pytest.mark.parametrize("content_type", ["application/json", "application/xml", "text/plain"])
def test_a_body_nobody_reads_changes_nothing(client: FlaskClient, shop: int, content_type: str) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    answer = client.post("/admin/login", data=deep, content_type=content_type, base_url=desk.ADMIN)

    assert answer.status_code in (400, 422)


def test_another_shop_named_in_a_form_is_not_heard(client: FlaskClient, shop: int) -> None:
    theirs = factories.a_shop("qinghe")
    with transaction():
        member = factories.a_member()
    form = {**factories.ADDRESS, "tenant_id": str(theirs), "member_id": "999", "id": "7"}
    answer = shopper.sign_in(client, member).post("/me/addresses", data=form, base_url=shopper.SHOP)

    assert answer.status_code == 303
    assert [(row.tenant_id, row.member_id) for row in members.addresses(member.id)] == [(shop, member.id)]


@pytest.mark.parametrize(
    ("path", "host"),
    [("/", shopper.SHOP), ("/nowhere", shopper.SHOP), ("/admin/login", desk.ADMIN), ("/console/login", desk.CONSOLE)],
)
def test_every_page_forbids_foreign_and_inline_scripts(client: FlaskClient, shop: int, path: str, host: str) -> None:
    answer = client.get(path, base_url=host)
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))

    assert "unsafe" not in str(policy)
    assert "*" not in policy["script-src"]
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_basket_has_an_end(shop: int) -> None:
    assert settings.MAX_CART_LINES.default == 100
    with transaction():
        member = factories.a_member()
        settings.MAX_CART_LINES.set(2)
    with transaction():
        for _ in range(2):
            checkout.add_to_cart(member.id, factories.a_product().id, 1)
        with pytest.raises(Refused):
            checkout.add_to_cart(member.id, factories.a_product().id, 1)


def test_one_source_that_asks_for_prices_all_the_time_is_slowed_and_its_neighbours_are_not(
    app: Flask, client: FlaskClient, shop: int
) -> None:
    throttle.forget()
    browser = {"headers": {"User-Agent": "scraper"}, "environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    with app.test_request_context("/", **browser):
        for _ in range(throttle.PER_PERSON):
            throttle.admit("quote", shop, None)
        with pytest.raises(TooManyRequests):
            throttle.admit("quote", shop, None)
        throttle.admit("quote", shop, 7)

    quote = "/p/1/quote?sku_id=1&qty=1"
    slowed = client.get(quote, base_url=shopper.SHOP, **browser)
    beside = client.get(quote, base_url=shopper.SHOP, environ_base=browser["environ_base"])
    throttle.forget()

    assert (slowed.status_code, 1 <= int(slowed.headers["Retry-After"]) <= throttle.WINDOW_S) == (429, True)
    assert "操作太频繁" in slowed.text
    assert beside.status_code in (404, 409)


def test_an_address_that_claims_to_be_many_browsers_is_slowed_later(app: Flask, shop: int) -> None:
    throttle.forget()
    browsers = throttle.PER_ADDRESS // throttle.PER_PERSON
    for number in range(browsers):
        with app.test_request_context("/", headers={"User-Agent": f"browser {number}"}):
            for _ in range(throttle.PER_PERSON):
                throttle.admit("quote", shop, None)
    with app.test_request_context("/", headers={"User-Agent": "one more"}), pytest.raises(TooManyRequests):
        throttle.admit("quote", shop, None)
    throttle.forget()
