"""The demo shops keep the rules the platform teaches its merchants."""

from collections import Counter
from datetime import date
from itertools import product as every
from random import Random

import pytest

from demo.catalogue import MEMBERS, SHOPS, ShopPlan, past_orders
from demo.pictures.places import PLACES
from demo.pictures.shapes import SHAPES

TODAY = date(2026, 8, 21)
shops = pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)


def test_three_shops_of_different_trades() -> None:
    assert [shop.slug for shop in SHOPS] == ["shanlan", "qinghe", "zhiyun"]
    assert len({shop.trade for shop in SHOPS}) == 3
    assert {shop.theme for shop in SHOPS} <= {"orange", "red", "rose", "purple", "blue", "graphite"}


@shops
def test_thirty_products_with_complete_words(shop: ShopPlan) -> None:
    assert len(shop.products) >= 30
    for plan in shop.products:
        assert len(plan.title) <= 60
        assert plan.title.startswith(plan.brand)
        assert len(plan.points) == 4
        assert all(point.value and point.label for point in plan.points), plan.code
        assert 5 <= len(plan.parameters) <= 8, plan.code
        assert all(row.name and row.value for row in plan.parameters)
        assert len(plan.scenes) == 2


@shops
def test_titles_and_codes_are_unique(shop: ShopPlan) -> None:
    assert len({plan.title for plan in shop.products}) == len(shop.products)
    codes = [plan.code for plan in shop.products]
    skus = [sku.code for plan in shop.products for sku in plan.skus]
    assert len(set(codes)) == len(codes)
    assert len(set(skus)) == len(skus) == len(shop.skus())


@shops
def test_every_product_lies_in_a_category_of_the_tree(shop: ShopPlan) -> None:
    assert 4 <= len(shop.categories) <= 6
    paths = {f"{parent.slug}/{slug}" for parent in shop.categories for slug, _ in parent.children}
    assert all(2 <= len(parent.children) <= 4 for parent in shop.categories)
    assert {plan.category for plan in shop.products} == paths, "no stray product and no empty category"


@shops
def test_the_sku_matrix_is_complete(shop: ShopPlan) -> None:
    for plan in shop.products:
        choices = set(every(*([value.name for value in option.values] for option in plan.options)))
        assert {sku.choice for sku in plan.skus} == choices
        assert len(plan.skus) == len(choices) <= 12
        assert len(plan.options) <= 2


@shops
def test_prices_leave_a_margin_and_past_prices_were_higher(shop: ShopPlan) -> None:
    for sku in shop.skus().values():
        assert 0 < sku.cost_price_fen < sku.price_fen, sku.code
        assert sku.market_price_fen is None or sku.market_price_fen > sku.price_fen
        assert sku.stock >= 0
        assert sku.weight_g > 0
    assert any(sku.market_price_fen is None for sku in shop.skus().values())


@shops
def test_the_mix_is_seventy_twenty_ten(shop: ShopPlan) -> None:
    count = Counter(plan.role for plan in shop.products)
    total = len(shop.products)
    for role, share in (("core", 0.7), ("seasonal", 0.2), ("test", 0.1)):
        assert abs(count[role] / total - share) <= 0.04, (role, count)


@shops
def test_a_fifth_is_exclusive_earns_half_and_is_listed_nowhere_else(shop: ShopPlan) -> None:
    exclusive = [plan for plan in shop.products if plan.exclusive]
    assert abs(len(exclusive) / len(shop.products) - 0.2) <= 0.04
    for plan in exclusive:
        assert plan.listings == ()
        assert all((sku.price_fen - sku.cost_price_fen) * 2 >= sku.price_fen for sku in plan.skus), plan.code


@shops
def test_listings_name_known_skus_on_both_platforms(shop: ShopPlan) -> None:
    listings = [listing for plan in shop.products for listing in plan.listings]
    assert {listing.channel for listing in listings} == {"tmall", "jd"}
    assert {listing.outer_id for listing in listings} < set(shop.skus())
    assert all(listing.outer_id == listing.sku_code for listing in listings)
    remote = [(listing.channel, listing.remote_sku_id) for listing in listings]
    assert len(set(remote)) == len(remote)


@shops
def test_groups_are_cheaper_than_buying_alone(shop: ShopPlan) -> None:
    running = [plan for plan in shop.products if plan.groupbuy]
    assert 2 <= len(running) <= 4
    for plan in running:
        assert plan.groupbuy.size in {2, 3}
        assert set(plan.groupbuy.price_fen) == {sku.code for sku in plan.skus}
        for sku in plan.skus:
            assert sku.cost_price_fen < plan.groupbuy.price_fen[sku.code] < sku.price_fen, sku.code
        assert plan.groupbuy.size <= plan.groupbuy.stock <= sum(sku.stock for sku in plan.skus)


@shops
def test_something_is_sold_out_and_something_nearly(shop: ShopPlan) -> None:
    left = [sum(sku.stock for sku in plan.skus) for plan in shop.products]
    assert 1 <= left.count(0) <= 2
    assert any(0 < sku.stock <= 9 for sku in shop.skus().values())


@shops
def test_pictures_come_in_the_taught_order(shop: ShopPlan) -> None:
    for plan in shop.products:
        roles = [picture.role for picture in plan.pictures]
        assert roles[0] == "white"
        assert roles[-2:] == ["detail", "size"]
        assert roles.count("scene") == 2
        assert 5 <= len(roles) <= 6
        for picture in plan.all_pictures():
            assert picture.shape in SHAPES
            assert picture.alt
            assert picture.place in PLACES or picture.role != "scene"
            assert not picture.beside or picture.beside in SHAPES


@shops
def test_the_past_holds_known_members_and_skus_in_every_state(shop: ShopPlan) -> None:
    orders = list(past_orders(shop, Random(7), TODAY))
    assert {order["state"] for order in orders} == {"placed", "paid", "shipped", "completed", "refunded", "closed"}
    for order in orders:
        assert MEMBERS[order["member"]].joined_days_ago >= order["days_ago"]
        assert order["lines"]
        assert {line["sku"] for line in order["lines"]} <= set(shop.skus())
        assert all(line["quantity"] >= 1 for line in order["lines"])
        assert (order["tracking_no"] is not None) == (order["state"] in {"shipped", "completed"})
    numbers = [order["tracking_no"] for order in orders if order["tracking_no"]]
    assert len(set(numbers)) == len(numbers)


def test_the_same_seed_tells_the_same_past() -> None:
    one = list(past_orders(SHOPS[0], Random(3), TODAY))
    assert one == list(past_orders(SHOPS[0], Random(3), TODAY))
    assert one != list(past_orders(SHOPS[0], Random(4), TODAY))


def test_forty_members_with_masked_names() -> None:
    assert len(MEMBERS) == 40
    assert len({member.openid for member in MEMBERS}) == len({member.phone for member in MEMBERS}) == 40
    assert all(member.nickname.endswith("**") for member in MEMBERS)
