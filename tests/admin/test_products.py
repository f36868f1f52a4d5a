"""商品列表 over HTTP."""

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.catalog.models import PriceRecord, Product
from kernel.db import db, find
from kernel.tenancy import tenant_scope
from tenants import audit
from tenants.models import AuditEntry
from tests.support.desk import staff_browser
from tests.support.factories import a_product, a_shop
from tests.support.sights import a_cover, goods

LIST = "/admin/catalog/products"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "operations")


def product_of(sku_id_row: object) -> Product:
    return find(Product, sku_id_row.product_id)  # type: ignore[attr-defined]


def test_the_tabs_divide_products_by_shelf_and_stock(owner: FlaskClient) -> None:
    goods(title="在售杯", stock=50)
    goods(title="卖完的壶", stock=0)
    goods(title="草稿碗", state="draft")
    goods(title="快没的盘", stock=3)

    on_sale = owner.get(LIST).text
    assert "在售杯" in on_sale
    assert "快没的盘" in on_sale
    assert "卖完的壶" not in on_sale
    assert "草稿碗" not in on_sale
    assert "卖完的壶" in owner.get(f"{LIST}?tab=sold_out").text
    assert "草稿碗" in owner.get(f"{LIST}?tab=stored").text
    low = owner.get(f"{LIST}?tab=low").text
    assert "快没的盘" in low
    assert "卖完的壶" in low
    assert "在售杯" not in low


def test_search_and_filters_live_in_the_address(owner: FlaskClient) -> None:
    sku = goods(title="手冲壶", lifecycle_role="test", is_wechat_exclusive=True)
    goods(title="马克杯")

    for asked in ("q=手冲", f"q={sku.code}", "role=test", "exclusive=1", f"q={sku.product_id}"):
        page = owner.get(f"{LIST}?{asked}").text
        assert "手冲壶" in page, asked
        assert "马克杯" not in page, asked
    assert "没有符合条件的商品" in owner.get(f"{LIST}?q=100%25").text


def test_pages_turn_forth_and_back_without_gap_or_double(owner: FlaskClient) -> None:
    skus = [a_product(title=f"第{i:02d}件", price_fen=1000 + i % 3) for i in range(45)]
    db.session.commit()
    everything = {sku.product_id for sku in skus}
    for sort in ("nonsense", "price", "-sold"):
        forth = [ids(page) for page in turned(owner, f"{LIST}?sort={sort}", "next")]
        back = [ids(page) for page in turned(owner, last_address(owner, f"{LIST}?sort={sort}"), "prev")]

        assert [len(page) for page in forth] == [20, 20, 5], sort
        assert {product_id for page in forth for product_id in page} == everything, sort
        assert back == forth[::-1], sort


def ids(page: str) -> list[int]:
    return [int(part.partition('"')[0]) for part in page.split('name="ids" value="')[1:]]


def turned(owner: FlaskClient, address: str | None, rel: str) -> Iterator[str]:
    """The page and every further one in a direction."""
    while address:
        page = owner.get(address).text
        yield page
        address = link(page, rel)


def last_address(owner: FlaskClient, address: str) -> str:
    for page in turned(owner, address, "next"):
        address = link(page, "next") or address
    return address


def link(page: str, rel: str) -> str | None:
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return html.unescape(found[1]) if found else None


def test_customers_stock_and_the_log_turn_back_one_page_too(owner: FlaskClient, shop: int) -> None:
    for i in range(45):
        a_product(title=f"第{i:02d}件")
        audit.note("shop.settings", "shop", f"第 {i:02d} 次修改")
    db.session.commit()
    desk = staff_browser(owner.application, shop, "owner")
    for path in ("/admin/inventory", "/admin/audit"):
        first = desk.get(path).text
        second = desk.get(link(first, "next")).text
        third = desk.get(link(second, "next")).text

        assert rows(desk.get(link(third, "prev")).text) == rows(second), path
        assert rows(desk.get(link(second, "prev")).text) == rows(first), path
        assert link(first, "prev") is link(third, "next") is None, path


def rows(page: str) -> str:
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize("after", ["x", "1", "-", "9" * 30 + "-1", "1-'--"])
def test_a_nonsense_cursor_is_the_first_page(owner: FlaskClient, after: str) -> None:
    goods(title="在售杯")
    assert "在售杯" in owner.get(LIST, query_string={"after": after}).text


def test_a_price_is_changed_in_its_row(owner: FlaskClient) -> None:
    sku = goods(price_fen=9900)
    url = f"{LIST}/{sku.product_id}/price"

    assert 'name="price"' in owner.get(url, headers=HTMX).text
    answer = owner.post(url, data={"price": "79.90"}, headers=HTMX)

    assert "¥79.90" in answer.text
    assert "toast" in answer.headers["HX-Trigger"]
    assert product_of(sku).price_from_fen == 7990
    assert db.session.query(PriceRecord).count() == 1
    assert db.session.query(AuditEntry).filter_by(verb="catalog.reprice").count() == 1


@pytest.mark.parametrize("typed", ["", "abc", "-5", "0", "79.999", "１２"])
def test_a_wrong_price_stays_in_its_row_with_words(owner: FlaskClient, typed: str) -> None:
    sku = goods(price_fen=9900)

    answer = owner.post(f"{LIST}/{sku.product_id}/price", data={"price": typed}, headers=HTMX)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert product_of(sku).price_from_fen == 9900


def test_many_are_taken_down_after_a_question_that_names_the_effect(owner: FlaskClient) -> None:
    skus = [goods() for _ in range(3)]
    ids = [sku.product_id for sku in skus]

    question = owner.get(f"{LIST}/unshelving", query_string={"ids": ids}, headers=HTMX).text
    assert "下架 3 件商品？" in question
    assert "已付款订单不受影响" in question
    answer = owner.post(f"{LIST}/unshelving", data={"ids": ids}, headers=HTMX)

    assert answer.status_code == 200
    assert 'id="list"' in answer.text
    assert "restoring" not in answer.headers["HX-Trigger"]
    assert "/shelving" in answer.headers["HX-Trigger"]
    assert {product_of(sku).state for sku in skus} == {"unshelved"}


def test_all_matched_takes_the_filter_not_the_page(owner: FlaskClient) -> None:
    for i in range(25):
        goods(title=f"夏款{i}")
    goods(title="冬款")

    question = owner.get(f"{LIST}/unshelving?all_matched=1&q=夏款", headers=HTMX).text
    assert "下架 25 件商品？" in question


def test_shelving_asks_for_a_white_first_picture(owner: FlaskClient) -> None:
    bare, ready = goods(state="draft"), goods(state="draft")
    product_of(ready).cover_id = a_cover().id
    db.session.commit()

    refused = owner.post(f"{LIST}/shelving", data={"ids": [bare.product_id]})
    assert refused.status_code == 409
    assert "主图" in refused.text
    owner.post(f"{LIST}/shelving", data={"ids": [ready.product_id]})

    assert (product_of(bare).state, product_of(ready).state) == ("draft", "shelved")


def test_the_bin_gives_back_what_was_deleted(owner: FlaskClient) -> None:
    sku = goods(title="误删的杯")
    owner.post(f"{LIST}/binning", data={"ids": [sku.product_id]})
    assert "误删的杯" in owner.get(f"{LIST}?tab=bin").text

    owner.post(f"{LIST}/restoring", data={"ids": [sku.product_id]})

    assert product_of(sku).state == "unshelved"


def test_the_phone_card_leads_to_the_shop_and_draws_a_code(owner: FlaskClient) -> None:
    sku = goods()
    card = owner.get(f"{LIST}/{sku.product_id}/phone", headers=HTMX).text
    assert f"shanlan.localhost/p/{sku.product_id}" in card.replace(":8000", "")
    assert owner.get(f"{LIST}/{sku.product_id}/qr.svg").mimetype == "image/svg+xml"


def test_a_neighbours_product_is_not_there(owner: FlaskClient) -> None:
    with tenant_scope(a_shop("other")):
        other = goods(title="邻居的杯")
    product_id = other.product_id

    assert "邻居的杯" not in owner.get(LIST).text
    for path in (f"{product_id}/price", f"{product_id}/phone", f"{product_id}/qr.svg", f"{product_id}"):
        assert owner.get(f"{LIST}/{path}").status_code == 404, path
    assert owner.post(f"{LIST}/{product_id}/price", data={"price": "1"}).status_code == 404
    assert owner.post(f"{LIST}/unshelving", data={"ids": [product_id]}).status_code == 404


def test_rights_are_asked_for_every_move(app: Flask, shop: int) -> None:
    sku = goods()
    helpdesk = staff_browser(app, shop, "helpdesk")
    assert helpdesk.get(LIST).status_code == 200
    for path in (f"{sku.product_id}/price", "shelving", "unshelving", "binning", "restoring", f"{sku.product_id}"):
        assert helpdesk.post(f"{LIST}/{path}", data={"ids": [sku.product_id]}).status_code == 403, path
    assert "新建商品" not in helpdesk.get(LIST).text
    assert staff_browser(app, shop, "finance").get(LIST).status_code == 403


def test_nothing_ticked_is_said_in_words(owner: FlaskClient) -> None:
    goods()
    for answer in (owner.get(f"{LIST}/shelving"), owner.post(f"{LIST}/unshelving"), owner.post(f"{LIST}/binning")):
        assert (answer.status_code, "还没有选择商品，请先勾选再操作" in answer.text) == (422, True)
