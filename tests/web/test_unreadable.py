"""What no row can hold is refused in words, on every door: NUL characters and monstrous numbers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kernel.db import transaction
from tests.support import desk, factories, shopper

NUL = "a\0b"


@pytest.mark.parametrize(
    "path", ["search?q=", "members?q=", "inventory?q=", "catalog/products?q=", "audit?q=", "audit?by=", "orders?q="]
)
def test_searches_of_the_admin_survive_nul(app: Flask, shop: int, path: str) -> None:
    browser = desk.staff_browser(app, shop)
    answer = browser.get(f"/admin/{path}%00", base_url=desk.ADMIN)

    assert answer.status_code in (200, 400)
    assert "Traceback" not in answer.text
    assert "psycopg" not in answer.text


def test_a_login_with_nul_is_refused(client: FlaskClient, shop: int) -> None:
    answer = client.post("/admin/login", data={"login": NUL, "password": NUL}, base_url=desk.ADMIN)

    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "path",
    ["/orders/%00", "/pay/x%00", "/pay/x%00/status", "/p/1?group=%00", "/checkout?address=%00", "/feed?cursor=%00"],
)
def test_pages_of_a_shopper_survive_nul(client: FlaskClient, shop: int, path: str) -> None:
    with transaction():
        member = factories.a_member()
    answer = shopper.sign_in(client, member).get(path, base_url=shopper.SHOP)

    assert answer.status_code < 500


@pytest.mark.parametrize("move", ["cancellation", "payment", "receipt", "repeat", "urge"])
def test_moves_of_an_order_survive_nul(client: FlaskClient, shop: int, move: str) -> None:
    with transaction():
        member = factories.a_member()
    answer = shopper.sign_in(client, member).post(f"/orders/%00/{move}", base_url=shopper.SHOP)

    assert answer.status_code in (400, 404)


def test_a_vendor_key_with_nul_is_no_address(client: FlaskClient, shop: int) -> None:
    answer = client.post("/hooks/wechat/%00/pay", data=b"{}", base_url="http://hooks.localhost")

    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("parent", ["9" * 30, "²", "a\0"])
def test_a_category_hangs_under_no_monstrous_number(app: Flask, shop: int, parent: str) -> None:
    form = {"name": "器物", "parent_id": parent, "icon": parent}
    answer = desk.staff_browser(app, shop).post("/admin/catalog/categories", data=form, base_url=desk.ADMIN)

    assert answer.status_code < 500


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "x"])
def test_a_group_buy_at_the_end_of_time_is_refused(app: Flask, shop: int, moment: str) -> None:
    form = {"step": "0", "title": "拼", "starts_at": moment, "ends_at": moment}
    answer = desk.staff_browser(app, shop).post("/admin/promotions/groupbuy/new", data=form, base_url=desk.ADMIN)

    assert answer.status_code == 422


def test_the_shops_code_is_a_picture_that_stands_alone(app: Flask, shop: int) -> None:
    answer = desk.staff_browser(app, shop).get("/admin/shop/qr.svg", base_url=desk.ADMIN)

    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert 'xmlns="http://www.w3.org/2000/svg"' in answer.text
