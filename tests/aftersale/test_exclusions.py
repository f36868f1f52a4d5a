"""Goods without the 7-day return: said on the page, confirmed when bought, kept with the line."""

import pytest
from sqlalchemy import select

from commerce.catalog import documents
from commerce.catalog.models import Product
from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from kernel.db import db
from kernel.errors import Invalid
from tests.support import shopper
from tests.support.aftersale import lines_of
from tests.support.factories import ADDRESS, NOON, a_member, a_product


@pytest.fixture
def engraved(shop):
    sku = a_product()
    product = db.session.scalars(select(Product).where(Product.id == sku.product_id)).one()
    product.returns_excluded_for = "custom_made"
    documents.rebuild(product.id)
    db.session.commit()
    return sku


def placing(sku, member, **values):
    return Placing(member.id, values.pop("key", "k"), {sku.id: 1}, ADDRESS, None, **values)


def test_the_exception_is_confirmed_at_the_purchase_or_nothing_is_bought(engraved):
    member = a_member()
    with pytest.raises(Invalid, match="消费者定制"):
        checkout.place(placing(engraved, member), at=NOON)
    order = checkout.place(placing(engraved, member, key="k2", knows_exclusions=True), at=NOON)
    assert [line.returns_excluded_for for line in lines_of(order)] == ["custom_made"]
    plain = checkout.place(placing(a_product(), member, key="k3"), at=NOON)
    assert [line.returns_excluded_for for line in lines_of(plain)] == [None]


def test_page_sheet_and_till_say_it(engraved, client):
    member = a_member()
    checkout.add_to_cart(member.id, engraved.id, 1)
    phone = shopper.sign_in(client, member)
    page = phone.get(f"/p/{engraved.product_id}", base_url=shopper.SHOP).text
    assert page.count("不支持七天无理由退货（消费者定制的商品）") == 2
    assert "knows_exclusions" in page
    assert "knows_exclusions" in phone.get("/checkout", base_url=shopper.SHOP).text
