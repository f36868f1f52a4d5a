"""Freight by template from the sheet to the order: shown, charged, refused, kept."""

import pytest

from commerce.checkout import actions as checkout
from commerce.checkout import queries
from commerce.checkout.actions import Placing
from commerce.checkout.errors import NotDelivered, PriceMoved
from commerce.freight import actions
from commerce.freight import queries as freight
from commerce.freight.rules import Place, Template, Zone
from commerce.members import actions as members
from kernel.db import db, transaction
from kernel.errors import Invalid, NotFound, Refused
from kernel.tenancy import tenant_scope
from storefront import page_cache
from tenants import settings
from tests.support.factories import ADDRESS, NOON, a_member, a_product, a_shop
from tests.support.queries import count_queries
from tests.support.shopper import SHOP, sign_in

HOME, FAR = Place("上海市", "上海市"), Place("西藏自治区", "拉萨市")
BY_PIECE = Template(0, "按件", "piece", (Zone((), 1, 800, 1, 200), Zone(("上海市",), 1, 500)), ("西藏自治区",))


def kept(template=BY_PIECE, *, is_default=True):
    return actions.keep(template, is_default=is_default)


def test_a_shop_without_templates_pays_no_statement_for_them(shop):
    sku = a_product(price_fen=5000)
    settings.FREIGHT_BY_TEMPLATE.get()
    with count_queries() as seen:
        basket = queries.price({sku.id: 1}, place=HOME)
    assert (basket.quote.freight_fen, basket.freight_basis) == (800, {})
    assert not [text for text in seen if "freight_" in text]


def test_the_place_decides_and_the_order_keeps_how(shop):
    sku, row = a_product(price_fen=5000), kept()
    assert queries.price({sku.id: 3}).quote.freight_fen == 1200
    assert queries.price({sku.id: 3}, place=HOME).quote.freight_fen == 500
    assert queries.price({sku.id: 1}, place=FAR).refused == {sku.id}
    asked = Placing(a_member().id, "k", {sku.id: 3}, ADDRESS, 15500)

    order = checkout.place(asked, at=NOON)

    assert (order.freight_fen, order.total_fen) == (500, 15500)
    part = order.freight_basis["parts"][0]
    assert (part["template"]["id"], part["load"]["pieces"], part["fen"]) == (row.id, 3, 500)
    with pytest.raises(PriceMoved):
        checkout.place(Placing(order.member_id, "k2", {sku.id: 3}, ADDRESS, 15000), at=NOON)
    far = ADDRESS | {"province": "西藏自治区", "city": "拉萨市", "district": "城关区"}
    with pytest.raises(NotDelivered, match="不配送到该地区"):
        checkout.place(Placing(order.member_id, "k3", {sku.id: 1}, far, None), at=NOON)


def test_goods_go_by_their_own_template_and_the_rest_by_the_shops(shop):
    heavy, light = a_product(price_fen=5000), a_product(price_fen=5000)
    own = kept(Template(0, "按重", "weight", (Zone((), 1000, 1500, 500, 100),)), is_default=False)
    assert queries.price({light.id: 1}).quote.freight_fen == 800  # no default: the shop's one fee
    actions.assign([heavy.product_id], own.id)
    heavy.weight_g = 1200
    db.session.flush()

    basket = queries.price({heavy.id: 1, light.id: 1})

    assert basket.quote.freight_fen == 1500 + 100 + 800
    assert freight.products_of([own.id]) == {own.id: 1}
    with pytest.raises(Refused, match="还有 1 件商品在用"):
        actions.remove(own.id)
    actions.assign([heavy.product_id], None)
    actions.remove(own.id)
    assert settings.FREIGHT_BY_TEMPLATE.get() is False


def test_one_default_one_name_and_one_hand_at_a_time(shop):
    first = kept()
    second = kept(Template(0, "包邮", "piece", (Zone((), 1, 0),)))
    assert [row.id for row in freight.rows() if row.is_default] == [second.id]
    with pytest.raises(Invalid, match="同名"):
        kept()
    with pytest.raises(Refused, match="别人刚刚改过"):
        actions.keep(Template(first.id, "按件", "piece", (Zone((), 1, 0),)), is_default=False, version=99)


def test_a_neighbours_template_is_not_found(shop):
    with tenant_scope(a_shop()):
        theirs = kept()
        db.session.flush()
    sku = a_product()
    with pytest.raises(NotFound):
        actions.assign([sku.product_id], theirs.id)
    with pytest.raises(NotFound):
        actions.remove(theirs.id)


def test_sheet_cart_and_till_say_the_freight_of_the_address(shop, client):
    page_cache.forget()
    with transaction():
        sku, member = a_product(price_fen=5000), a_member()
        near = members.save_address(member.id, ADDRESS, is_default=True)
        far = members.save_address(
            member.id, ADDRESS | {"province": "西藏自治区", "city": "拉萨市", "district": "城关区"}
        )
        kept()
        checkout.add_to_cart(member.id, sku.id, 2)
    sign_in(client, member)

    def get(path):
        return client.get(path, base_url=SHOP).text

    quote = f"/p/{sku.product_id}/quote?sku_id={sku.id}&qty=2"
    assert "运费 ¥5<" in get(f"{quote}&address_id={near.id}")
    assert "不配送到该地区" in get(f"{quote}&address_id={far.id}")
    assert "运费 ¥8 起" in get(f"/p/{sku.product_id}")
    assert "含运费 ¥5" in get("/cart")
    assert "¥105.00" in get("/checkout")
    blocked = get(f"/checkout?address={far.id}")
    assert "不配送到该地区" in blocked
    assert "disabled" in blocked
    page_cache.forget()
