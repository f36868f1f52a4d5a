"""Second thoughts about the basket: undo, keep for later, another variant; the badge follows every change."""

import json

import pytest

from commerce.catalog import documents
from commerce.catalog import queries as catalog
from commerce.catalog.models import Sku
from commerce.checkout import actions, queries
from kernel.db import save, transaction
from tests.support.factories import a_member, a_product, put_in_stock
from tests.support.shopper import SHOP, sign_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def small(shop):
    with transaction():
        return a_product(stock=5, price_fen=12000)


@pytest.fixture
def large(small):
    """The same product in another size."""
    with transaction():
        sku = save(Sku(product_id=small.product_id, code="L", option_values=["燕麦白"], price_fen=15000, position=1))
        put_in_stock(sku.id, 3)
        documents.rebuild(small.product_id)
    return sku


@pytest.fixture
def member(shop):
    with transaction():
        return a_member()


@pytest.fixture
def phone(client, member, small):
    sign_in(client, member)
    with transaction():
        actions.add_to_cart(member.id, small.id, 2)
    return client


def basket(member):
    return {row.sku_id: (row.quantity, row.is_selected) for row in queries.cart(member.id)}


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])


def post(phone, path, headers=HTMX, **fields):
    return phone.post(path, data=fields, headers=headers, base_url=SHOP)


def test_what_was_removed_can_be_put_back_as_it_was(phone, member, small):
    post(phone, f"/cart/lines/{small.id}", is_selected="0")

    removed = post(phone, "/cart/removals", sku_id=small.id)
    assert (basket(member), told(removed)["cart"]) == ({}, {"n": 0})

    back = post(phone, told(removed)["toast"]["undo"])
    assert basket(member) == {small.id: (2, False)}
    assert (told(back)["cart"], back.headers["HX-Retarget"]) == ({"n": 2}, "#basket")


def test_putting_back_twice_does_not_double(phone, member, small):
    undo = told(post(phone, "/cart/removals", sku_id=small.id))["toast"]["undo"]

    post(phone, undo)
    post(phone, undo)

    assert basket(member) == {small.id: (2, True)}


@pytest.mark.parametrize("line", ["x", "1x0x1", "1x1000x1", "-1x1x1", "9x1x2", "999999x1x1"])
def test_nothing_that_was_never_there_is_put_back(phone, member, small, line):
    answer = post(phone, f"/cart/restorations?line={line}")

    assert answer.status_code in (200, 409)
    assert basket(member) == {small.id: (2, True)}


def test_kept_for_later_leaves_the_basket_and_stays_among_the_favourites(phone, member, small):
    answer = post(phone, "/cart/favourites", sku_id=small.id)

    assert basket(member) == {}
    assert catalog.is_favourite(member.id, small.product_id)
    assert "购物车还是空的" in answer.text


def test_another_variant_takes_the_lines_place(phone, member, small, large):
    offered = phone.get(f"/cart/lines/{small.id}/variants", headers=HTMX, base_url=SHOP)
    assert ("燕麦白" in offered.text, "¥150.00" in offered.text) == (True, True)

    answer = post(phone, f"/cart/lines/{small.id}/variant", sku_id=large.id)

    assert basket(member) == {large.id: (2, True)}
    assert "¥300.00" in answer.text
    assert "sheet:hide" in told(answer)


def test_a_variant_that_is_there_already_gets_the_pieces_too(phone, member, small, large):
    with transaction():
        actions.add_to_cart(member.id, large.id, 1)

    post(phone, f"/cart/lines/{small.id}/variant", sku_id=large.id)

    assert basket(member) == {large.id: (3, True)}


def test_another_products_sku_is_no_variant(phone, member, small):
    with transaction():
        other = a_product()

    assert post(phone, f"/cart/lines/{small.id}/variant", sku_id=other.id).status_code == 409
    assert basket(member) == {small.id: (2, True)}


def test_a_plain_browser_changes_the_variant_on_a_page(phone, member, small, large):
    assert "改规格" in phone.get(f"/cart/lines/{small.id}/variants", base_url=SHOP).text

    answer = post(phone, f"/cart/lines/{small.id}/variant", headers={}, sku_id=large.id)

    assert (answer.status_code, answer.location) == (303, "/cart")
    assert basket(member) == {large.id: (2, True)}


def test_a_line_that_is_not_in_the_basket_has_no_variants(phone, large):
    assert phone.get(f"/cart/lines/{large.id}/variants", base_url=SHOP).status_code == 404
