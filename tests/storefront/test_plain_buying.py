"""Buying in a browser that runs no scripts: every button of the product page leads on, and an order can be placed."""

import re
from html import unescape

import pytest

from commerce.catalog.models import Sku
from commerce.checkout.models import CartLine
from commerce.members import actions as members
from commerce.orders.models import Order, OrderLine
from kernel.db import db, find
from tests.support.factories import ADDRESS, a_group_activity, a_member
from tests.support.shopper import SHOP, sign_in


@pytest.fixture
def me(connected):
    return a_member()


@pytest.fixture
def phone(client, me):
    members.save_address(me.id, ADDRESS)
    return sign_in(client, me)


def open_page(phone, path):
    db.session.commit()
    answer = phone.get(path, base_url=SHOP)
    assert answer.status_code == 200, answer.text
    return answer.text


def forms(page, action):
    """The fields a browser would send with the forms of this address; a radio that is not chosen sends nothing."""
    found = []
    for body in re.findall(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S):
        fields = {}
        for mark in re.findall(r"<(?:input|button)\b[^>]*\bname=[^>]*>", body):
            attributes = dict(re.findall(r'\b([a-z_-]+)="([^"]*)"', mark))
            if attributes.get("type") in ("radio", "checkbox") and " checked" not in mark:
                continue
            if mark.startswith("<input"):
                fields[attributes["name"]] = unescape(attributes.get("value", ""))
        found.append(fields)
    return found


def test_the_buttons_of_the_product_page_lead_to_a_page_without_scripts(a_cup, phone):
    product_id, skus = a_cup()
    page = open_page(phone, f"/p/{product_id}")

    bar = page.split('class="act', 1)[1]
    assert forms(bar, f"/p/{product_id}/buy") == [{"sku": str(skus[0])}]
    assert 'type="button" class="p"' not in bar.split("</form>")[0]
    assert f'<a class="row" href="/p/{product_id}/buy" data-sheet-open="buy-sheet">' in page


def test_variant_and_quantity_are_chosen_and_ordered(a_cup, phone):
    product_id, skus = a_cup()
    page = open_page(phone, f"/p/{product_id}/buy")
    [choice] = forms(page, f"/p/{product_id}/buy")
    assert choice["sku"] == str(skus[0])
    assert f'value="{skus[1]}"' in page

    page = open_page(phone, f"/p/{product_id}/buy?sku={skus[1]}&qty=2")
    [order] = forms(page, "/orders")
    answer = phone.post("/orders", data=order, base_url=SHOP)

    assert answer.status_code == 303
    assert answer.location.startswith("/pay/")
    line = db.session.query(OrderLine).one()
    assert (line.sku_id, line.quantity) == (skus[1], 2)
    assert str(db.session.query(Order).one().total_fen) == order["expected_total_fen"]


def test_the_choice_may_go_into_the_basket(a_cup, phone):
    product_id, skus = a_cup()
    [basket] = forms(open_page(phone, f"/p/{product_id}/buy?sku={skus[1]}&qty=3"), "/cart")

    assert phone.post("/cart", data=basket, base_url=SHOP).location == "/cart"
    line = db.session.query(CartLine).one()
    assert (line.sku_id, line.quantity) == (skus[1], 3)


def test_a_group_is_opened_at_its_price(a_cup, phone):
    product_id, skus = a_cup()
    a_group_activity(find(Sku, skus[0]), price_fen=5900)
    page = open_page(phone, f"/p/{product_id}")
    assert 'name="mode" value="group"' in page

    page = open_page(phone, f"/p/{product_id}/buy?mode=group&sku={skus[0]}")
    [order] = forms(page, "/orders")
    assert order["mode"] == "group"
    assert forms(page, "/cart") == []
    assert phone.post("/orders", data=order, base_url=SHOP).status_code == 303
    placed = db.session.query(Order).one()
    assert (placed.kind, placed.goods_fen) == ("groupbuy", 5900)

    page = open_page(phone, f"/p/{product_id}/buy?mode=group&sku={skus[1]}")  # this variant takes no part
    assert "这个规格不参加拼团" in page
    assert re.search(r'<button class="btn p w" type="submit" disabled>', page)


@pytest.mark.parametrize(
    "query", ["sku=x&qty=0&mode=drop&group=-1", "qty=99999999999&sku=987654321", "group=987654321&mode=group"]
)
def test_nonsense_counts_as_not_chosen(a_cup, phone, query):
    product_id, skus = a_cup()
    [order] = forms(open_page(phone, f"/p/{product_id}/buy?{query}"), "/orders")
    assert order["sku_id"] == str(skus[0])
    assert order["mode"] == "single"


def test_more_than_there_is_cannot_be_sent(a_cup, phone):
    product_id, _ = a_cup(stock=2)
    page = open_page(phone, f"/p/{product_id}/buy?qty=3")
    assert "库存只剩 2 件" in page
    assert re.search(r'<button class="btn p w" type="submit" disabled>', page)


def test_a_guest_looks_and_signs_in_when_ordering(a_cup, client, shop):
    product_id, _ = a_cup()
    here = f"/p/{product_id}/buy?qty=2"
    [order] = forms(open_page(client, here), "/orders")
    answer = client.post("/orders", data=order, base_url=SHOP, headers={"Referer": SHOP + here})
    assert answer.location == f"/login?next=/p/{product_id}/buy%3Fqty%3D2"


def test_what_is_not_sold_leads_on(a_cup, phone):
    assert phone.get("/p/987654321/buy", base_url=SHOP).status_code == 404
    product_id, _ = a_cup(stock=0)
    db.session.commit()
    answer = phone.get(f"/p/{product_id}/buy", base_url=SHOP)
    assert (answer.status_code, answer.location) == (303, f"/p/{product_id}")
