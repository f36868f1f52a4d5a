"""The editor's phone and 色样: the shop's own product page made from what is typed, and nothing stored."""

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from commerce.catalog.models import Product
from kernel.db import db, find
from kernel.tenancy import tenant_scope
from tenants.models import Tenant
from tests.admin.test_product_form import BASE, HTMX, a_form, a_sku
from tests.support.desk import staff_browser
from tests.support.sights import a_cover

COLOURS = {"option-0-name": "颜色", "option-0-values": "晨雾绿\n燕麦白", "swatch-0-label": ["晨雾绿", "燕麦白"]}


@pytest.fixture
def owner(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "operations")


def a_coloured(**values: object) -> dict[str, object]:
    cells = a_sku(0, "晨雾绿", price="129.00", stock="5") | a_sku(1, "燕麦白", price="139.00", stock="0")
    return a_form(**COLOURS) | cells | values


def phone(owner: FlaskClient, answer: object) -> object:
    address = html.unescape(re.search(r'<iframe src="([^"]+)"', answer.text)[1])
    host, _, path = address.partition("//")[2].partition("/")
    return owner.application.test_client().get(f"/{path}", base_url=f"http://{host}")


def test_a_suspended_shops_phone_says_why_it_is_empty(owner: FlaskClient, shop: int) -> None:
    assert "<iframe" in owner.get("/admin/catalog/products/new").text
    with tenant_scope(None):
        db.session.execute(update(Tenant).where(Tenant.id == shop).values(state="suspended", suspend_reason="核实资质"))
        db.session.commit()
    for path in ("/admin/catalog/products/new", "/admin/shop/theme", "/admin/shop/navigation"):
        page = owner.get(path).text
        assert "店铺已停用，暂时不能预览" in page
        assert "<iframe" not in page


def test_the_phone_is_the_shops_product_page_as_typed(owner: FlaskClient) -> None:
    cover = a_cover()
    db.session.commit()
    kinds = {"images": [cover.id], "swatch-0-kind": ["colour", ""], "swatch-0-colour": ["#7f9c8b", "#9aa0a8"]}

    frame = owner.post(f"{BASE}/phone-frame", data=a_coloured(**kinds), headers=HTMX)
    page = phone(owner, frame)

    for words in ("山岚保温杯", "129", "长效保温", "晨雾绿", cover.key, 'fill="#7f9c8b"', "立即购买"):
        assert words in page.text, words
    assert "frame-ancestors http://admin.localhost:8000;" in page.headers["Content-Security-Policy"]
    assert db.session.query(Product).count() == 0
    assert "frame-src http://shanlan.localhost:8000;" in owner.get(f"{BASE}/new").headers["Content-Security-Policy"]


def test_a_form_hardly_begun_has_a_phone_too(owner: FlaskClient) -> None:
    for answer in (owner.get(f"{BASE}/new"), owner.post(f"{BASE}/phone-frame", data={"sku-0-price": "x"})):
        page = phone(owner, answer)
        assert (page.status_code, "商品标题" in page.text) == (200, True)
    assert owner.application.test_client().get("/p/0", base_url="http://shanlan.localhost").status_code == 404


def test_swatches_are_colours_or_pictures_and_can_be_changed(owner: FlaskClient) -> None:
    cover = a_cover()
    db.session.commit()
    first = {"images": [cover.id], "swatch-0-kind": ["colour", str(cover.id)], "swatch-0-colour": ["#7F9C8B", ""]}
    assert owner.post(BASE, data=a_coloured(**first)).status_code == 303
    product = db.session.query(Product).one()

    assert [(v.get("swatch"), v["media_id"]) for v in product.options[0]["values"]] == [
        ("#7f9c8b", None),
        (None, cover.id),
    ]
    shown = owner.get(f"{BASE}/{product.id}").text
    assert '<option value="colour" selected>' in shown
    assert f'<option value="{cover.id}" selected>第 1 张主图' in shown
    second = {"images": [cover.id], "swatch-0-kind": ["", "colour"], "swatch-0-colour": ["", "#efe6d5"], "version": "1"}
    assert owner.post(f"{BASE}/{product.id}", data=a_coloured(**second)).status_code == 303
    changed = find(Product, product.id)
    assert [v.get("swatch") or v["media_id"] for v in changed.options[0]["values"]] == [None, "#efe6d5"]


def test_a_colour_that_is_none_is_refused_in_words(owner: FlaskClient) -> None:
    wrong = a_coloured(**{"swatch-0-kind": ["colour", ""], "swatch-0-colour": ['"><script>', ""]})

    answer = owner.post(BASE, data=wrong)

    assert answer.status_code == 422
    assert "色样颜色不正确" in answer.text
    assert owner.post(BASE, data=a_coloured(**{"option-0-swatches": json.dumps({"晨雾绿": "red"})})).status_code == 422


def test_new_values_get_their_swatch_rows_with_the_table(owner: FlaskClient) -> None:
    typed = a_coloured(**{"option-0-values": "晨雾绿\n燕麦白\n炭黑"})

    answer = owner.post(f"{BASE}/matrix", data=typed, headers=HTMX).text

    assert 'id="swatches" hx-swap-oob="true"' in answer
    assert answer.count('name="swatch-0-label"') == 3
