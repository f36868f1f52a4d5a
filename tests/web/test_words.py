"""People's words are words: in pages, in logs (bad inputs 71, 151, 155, 157)."""

import json
import logging

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from app import logs
from commerce.catalog.models import Product
from commerce.checkout import actions as checkout
from commerce.checkout import queries as baskets
from kernel.db import db, transaction
from kernel.errors import ShopError
from tenants import hosts, settings
from tests.support import desk, factories, shopper

TRICK = "<b onerror=alert(1)>{{7*7}}${7*7}{{ config }}"


def test_a_nickname_is_text_wherever_it_stands(app: Flask, shop: int) -> None:
    with transaction():
        member = factories.a_member(nickname=TRICK)
        order = factories.an_order(member=member)
    browser = desk.staff_browser(app, shop)
    pages = [browser.get(f"/admin/{path}").text for path in ("members", f"members/{member.id}", f"orders/{order.id}")]

    assert any("{{7*7}}${7*7}" in page for page in pages)
    for page in pages:
        assert "<b onerror" not in page
        assert "SECRET_KEY" not in page
        assert "49" not in page.split("{{7*7}}")[0][-3:]


def test_what_a_merchant_writes_is_not_a_template(client: FlaskClient, shop: int) -> None:
    with transaction():
        settings.NOTICE.set(TRICK)
        settings.AGREEMENTS.set({"privacy": TRICK})
    page = client.get("/", base_url=shopper.SHOP).text

    assert "{{ config }}" in page
    assert "<b onerror" not in page


def test_a_lying_name_is_one_line_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    name = 'a\n{"event": "order.paid"}\r\n\x1b[31mred\x1b[0m 13800006621'
    structlog.get_logger().warning("test.lied", name=name, pay_token="abc")
    logging.getLogger("test").warning("%s", name)

    said = capsys.readouterr()
    lines = [line for text in (said.out, said.err) for line in text.splitlines()]
    told = [json.loads(line) for line in lines]
    assert len(told) >= 1
    assert all("\x1b" not in line and "13800006621" not in line for line in lines)
    assert (told[0]["event"], told[0]["pay_token"]) == ("test.lied", "***")
    assert told[0]["name"].startswith("a\n{")


def test_what_is_sold_no_more_falls_out_of_the_basket_with_a_word(client: FlaskClient, shop: int) -> None:
    with transaction():
        member = factories.a_member()
        stays, goes = factories.a_product(), factories.a_product()
        for sku in (stays, goes):
            checkout.add_to_cart(member.id, sku.id, 1)
    with transaction():
        db.session.get(Product, (shop, goes.product_id)).state = "unshelved"

    page = shopper.sign_in(client, member).get("/cart", base_url=shopper.SHOP).text

    assert "失效商品" in page
    assert [row.sku_id for row in baskets.cart(member.id) if row.is_valid] == [stays.id]
    with pytest.raises(ShopError), transaction():
        checkout.add_to_cart(member.id, 10**12, 1)


def test_an_unknown_host_is_nobodys(client: FlaskClient, shop: int) -> None:
    hosts.forget()
    for host in ("evil.example", "127.0.0.1", "shanlan.localhost.evil.example", "x" * 300):
        answer = client.get("/", base_url="http://localhost", headers={"Host": host})
        assert answer.status_code in (400, 404)
        assert "山岚" not in answer.text
