"""Kept pages: rendered again when their facts change, never another shop's, host's or person's."""

import pytest

from commerce.catalog import actions
from commerce.checkout import actions as checkout
from commerce.inventory import actions as inventory
from kernel.db import db
from storefront import page_cache
from storefront.page_cache import Facts, Key
from tenants import settings
from tenants.models import Host
from tests.storefront.conftest import SHOP
from tests.support.factories import a_member
from tests.support.shopper import sign_in

OURS, THEIRS = Key(1, 7, "http://a.localhost", "guest"), Key(2, 7, "http://a.localhost", "guest")


def shown(key, fen, render=lambda facts: f"{facts['fen']}"):
    """The page of a product that costs so much, asked for under an address nobody has asked for yet."""
    return page_cache.page(key, lambda: Facts("guest", {"fen": fen}), render, dict)


def test_a_page_of_the_same_facts_is_rendered_once(a_cup, browse):
    shown(OURS, 100)

    def again(facts):
        raise AssertionError("rendered again")

    assert shown(OURS._replace(variant="guest:sku=5"), 100, again) == b"100"


def test_a_page_whose_facts_have_changed_is_rendered_again():
    shown(OURS, 100)
    assert shown(OURS._replace(variant="guest:sku=5"), 120) == b"120"


def test_a_page_of_one_shop_is_never_another_shops():
    shown(OURS, 100, lambda facts: "ours")
    assert shown(THEIRS, 100, lambda facts: "theirs") == b"theirs"


def test_a_price_that_has_changed_shows_though_the_page_was_rendered_before(a_cup, browse):
    product_id, skus = a_cup()
    assert '<span class="big">99</span>' in browse(f"/p/{product_id}").text
    actions.reprice(skus[0], 12300, by="s")
    db.session.commit()
    assert '<span class="big">123</span>' in browse(f"/p/{product_id}?sku=1").text


@pytest.mark.parametrize("word", ["库存", "店名", "公告词"])
def test_whatever_shows_is_compared(a_cup, browse, word):
    product_id, skus = a_cup()
    first = browse(f"/p/{product_id}").text
    if word == "库存":
        inventory.sell_elsewhere(skus[0], 3, cause="x", reason="别处卖出")
    elif word == "店名":
        settings.TOP_LABELS.set(["首页", "逛逛", "我的"])
    else:
        settings.HOT_WORDS.set(["冬日热饮"])
    db.session.commit()
    settings.forget()
    second = browse(f"/p/{product_id}?sku=1").text
    assert second != first
    assert {"库存": '"stock":7', "店名": "逛逛", "公告词": "冬日热饮"}[word] in second


def test_a_page_names_the_host_it_was_asked_from(a_cup, browse, client, shop):
    product_id, _ = a_cup()
    db.session.add(Host(name="shop.example", tenant_id=shop, is_primary=False))
    db.session.commit()
    assert f'rel="canonical" href="{SHOP}/p/{product_id}"' in browse(f"/p/{product_id}").text
    there = client.get(f"/p/{product_id}", base_url="http://shop.example").text
    assert f'rel="canonical" href="http://shop.example/p/{product_id}"' in there


def test_a_guests_page_is_no_members_page(a_cup, browse, client):
    product_id, skus = a_cup()
    assert 'aria-label="购物车"' in browse(f"/p/{product_id}").text
    member = a_member()
    checkout.add_to_cart(member.id, skus[0], 3)
    sign_in(client, member)
    mine = browse(f"/p/{product_id}").text
    assert 'aria-label="购物车，3 件"' in mine
    assert 'aria-label="购物车"' not in mine


def test_one_members_page_is_not_anothers(a_cup, browse, client):
    product_id, skus = a_cup()
    for nickname, pieces in (("甲", 2), ("乙", 5)):
        member = a_member(nickname=nickname)
        checkout.add_to_cart(member.id, skus[0], pieces)
        sign_in(client, member)
        assert f'aria-label="购物车，{pieces} 件"' in browse(f"/p/{product_id}").text
