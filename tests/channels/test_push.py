"""Levels out: absolute, together, never for WeChat-only goods, never backwards."""

from sqlalchemy import select

from channels import queries
from channels.actions import listings, pushes
from channels.actions.pushes import EXCLUSIVE
from channels.models import Listing
from commerce.catalog.models import Product
from commerce.orders.settlement import settle
from kernel.db import db, reading, transaction
from tenants import settings
from tests.channels.conftest import account
from tests.support.factories import NOON as AT
from tests.support.factories import a_product, a_settlement, an_order


def listing_of(platform: str) -> Listing:
    return db.session.scalars(select(Listing).where(Listing.account_id == account(platform).id)).one()


def test_goods_are_matched_by_code_and_pushed(market, cup):
    assert (market.stock("tmall", cup), market.stock("jd", cup)) == (10, 10)
    assert listing_of("tmall").sku_id == cup.id
    assert account("tmall").last_push_at is not None


def test_a_sale_in_wechat_shows_on_both_platforms(market, cup):
    with transaction():
        order = an_order(sku=cup, quantity=3)
    with transaction():
        settle(a_settlement(order))

    market.settle()

    assert (market.stock("tmall", cup), market.stock("jd", cup)) == (7, 7)
    assert market.pushes("tmall", cup) == [10, 7]


def test_changes_of_a_moment_travel_in_one_call(market, cup):
    for _ in range(4):
        with transaction():
            an_order(sku=cup)

    market.settle()

    assert market.pushes("jd", cup) == [10, 6]


def test_the_buffer_is_kept_back(market, cup):
    with transaction():
        settings.CHANNEL_BUFFER.set(8)
        an_order(sku=cup)

    market.settle()

    assert market.stock("tmall", cup) == 1


def test_more_than_twenty_skus_of_an_item_take_two_calls(market):
    with transaction():
        skus = [a_product(stock=5) for _ in range(23)]
    wishes = [{"outer_id": sku.code, "name": sku.code, "stock": 1} for sku in skus]
    wish = {"title": "杯子全家", "outer_id": "ALL", "price_fen": 100, "skus": wishes}
    market.sandbox.post("/taobao/items", app_key="top-key", **wish)

    market.read_goods()
    market.settle()

    assert {market.stock("tmall", sku) for sku in skus} == {5}
    assert account("tmall").error_words is None


def test_an_item_without_skus_is_pushed_too(market):
    with transaction():
        sku = a_product(stock=6)
    market.sandbox.post("/taobao/items", app_key="top-key", title="独杯", outer_id=sku.code, price_fen=100, stock=1)

    market.read_goods()
    market.settle()

    assert market.stock("tmall", sku) == 6


def test_exclusive_goods_are_never_pushed(market, cup):
    with transaction():
        product = db.session.scalars(select(Product).where(Product.id == cup.product_id)).one()
        product.is_wechat_exclusive = True
        an_order(sku=cup)

    market.settle()

    assert market.pushes("tmall", cup) == market.pushes("jd", cup) == [10]
    assert listing_of("tmall").error == EXCLUSIVE


def test_exclusive_goods_are_neither_matched_nor_linked(market):
    with transaction():
        sku = a_product(stock=6, is_wechat_exclusive=True)
    account_id = market.account_ids["tmall"]
    market.shelve("tmall", sku, 2)

    market.read_goods()
    market.settle()

    assert (listing_of("tmall").sku_id, market.stock("tmall", sku)) == (None, 2)
    with reading():
        assert [row.status for row in queries.listing_rows(account_id)] == ["exclusive"]


def test_an_older_push_never_overwrites_a_newer_record(market, cup):
    account_id = market.account_ids["tmall"]
    with transaction():
        an_order(sku=cup)
        pushes.touch({cup.id})
        older = pushes.plan(account_id, 0)
    with transaction():
        an_order(sku=cup)
        pushes.touch({cup.id})
        newer = pushes.plan(account_id, 0)
    with transaction():
        pushes.record(newer, {}, at=AT)
    with transaction():
        pushes.record(older, {}, at=AT)

    row = listing_of("tmall")
    assert [older[0].level.quantity, newer[0].level.quantity] == [9, 8]
    assert row.pushed_version == newer[0].version
    assert row.wanted_version > row.pushed_version  # ours may have arrived last over there: sent once more

    market.settle()
    assert market.stock("tmall", cup) == 8


def test_only_one_hand_pushes_at_a_time(market, cup):
    account_id, at = market.account_ids["tmall"], AT
    with transaction():
        assert pushes.claim(account_id, at=at) is None
    with transaction():
        assert pushes.claim(account_id, at=at) is not None
    with transaction():
        pushes.release(account_id)
        assert pushes.claim(account_id, at=at) is None


def test_a_refused_sku_is_told_and_does_not_hold_the_others_up(market, cup):
    market.sandbox.post(
        "/faults", path="/router/rest", api="taobao.skus.*", code="41", message="SKU不存在", sub_code="isv.x", times=1
    )
    with transaction():
        an_order(sku=cup)

    market.settle()

    assert "SKU不存在" in (listing_of("tmall").error or "")
    assert market.stock("jd", cup) == 9


def test_an_unlinked_listing_is_left_alone(market, cup):
    listing_id = listing_of("tmall").id
    with transaction():
        listings.unlink(listing_id)
        an_order(sku=cup)

    market.settle()

    assert (market.stock("tmall", cup), market.stock("jd", cup)) == (10, 9)
    assert queries.listing_counts(account("tmall").id)["unmapped"] == 1
