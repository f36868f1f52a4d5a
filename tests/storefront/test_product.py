"""商品详情: order of the page, every state, private parts, fresh quotes, few statements."""

import re
from datetime import timedelta

import pytest
from flask import g

from commerce.catalog import actions, shelf
from commerce.catalog.forms import ProductForm, SkuForm
from commerce.catalog.models import Sku
from commerce.inventory import actions as inventory
from commerce.promotions.groupbuy.models import Group
from kernel import clock
from kernel.db import db, find, save
from storefront import page_cache
from tests.storefront.conftest import SHOP, WECHAT
from tests.support.factories import a_group_activity, a_member, a_shop, a_warehouse
from tests.support.queries import count_queries


def test_the_page_tells_everything_in_the_order_of_the_shop(a_cup, browse):
    product_id, _ = a_cup()
    other, _ = a_cup("粗陶马克杯")

    page = browse(f"/p/{product_id}")

    assert page.status_code == 200
    marks = [
        "data-gallery",
        'class="band',
        "<h1",
        "usp",
        "trust",
        "已选",
        "清晨的第一口",
        "规格参数",
        "看了它的人还看了",
        "立即购买",
    ]
    body = page.text[page.text.index("<main") :]
    places = [body.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "评价" not in page.text
    assert f"/p/{other}" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count("<h1") == 1


def test_a_kept_page_costs_no_statement_and_holds_nobodys_token(a_cup, browse, app):
    product_id, _ = a_cup()
    first = browse(f"/p/{product_id}").text
    with count_queries() as sent:
        g.pop("csrf_token", None)  # the test's context outlives requests
        second = app.test_client().get(f"/p/{product_id}", base_url=SHOP).text

    assert sent == []
    tokens = [re.findall(r'name="csrf_token" value="([^"]+)"', body) for body in (first, second)]
    keys = [re.search(r'name="request_key" value="([^"]+)"', body)[1] for body in (first, second)]
    assert tokens[0] != tokens[1]
    assert keys[0] != keys[1]
    assert "@@" not in first + second


def test_an_unkept_page_is_one_statement(a_cup, browse):
    product_id, _ = a_cup()
    browse("/")  # settings and host are remembered for some seconds
    with count_queries() as sent:
        browse(f"/p/{product_id}")
    assert len(sent) == 1


def test_pages_of_two_shops_are_kept_apart(a_cup, browse, client):
    product_id, _ = a_cup()
    browse(f"/p/{product_id}")
    a_shop("other")
    assert client.get(f"/p/{product_id}", base_url="http://other.localhost").status_code == 404


def test_the_sheet_is_in_the_page_with_all_the_till_needs(a_cup, browse):
    product_id, skus = a_cup()
    body = browse(f"/p/{product_id}").text
    form = body[body.index('action="/orders"') :]

    for name in ("csrf_token", "request_key", "sku_id", "mode", "activity_id", "group_id", "qty", "expected_total_fen"):
        assert f'name="{name}"' in form, name
    assert f'name="sku_id" value="{skus[0]}"' in form
    assert 'name="expected_total_fen" value="9900"' in form
    assert "微信支付" in form


def test_the_first_variant_in_stock_is_chosen_beforehand(a_cup, browse):
    product_id, skus = a_cup()
    inventory.adjust(skus[0], a_warehouse().id, 0, reason="盘点", cause="c", by="s")
    db.session.commit()
    assert f'name="sku_id" value="{skus[1]}"' in browse(f"/p/{product_id}").text
    assert f'name="sku_id" value="{skus[1]}"' in browse(f"/p/{product_id}?sku={skus[0]}").text


def test_a_running_group_buy_shows_its_real_counter_teams_and_both_prices(a_cup, browse):
    product_id, skus = a_cup()
    activity = a_group_activity(find(Sku, skus[0]), price_fen=7900, succeeded_count=153, quota=100)
    leader, ends_at = a_member(nickname="陈晨"), clock.now() + timedelta(hours=3)
    group = save(
        Group(
            activity_id=activity.id, size=3, leader_member_id=leader.id, state="open", seats_taken=1, expires_at=ends_at
        )
    )
    db.session.commit()

    body = browse(f"/p/{product_id}").text

    assert "已拼团成功153组" in body
    assert "3人团价" in body
    assert "1 个团正在等你" in body
    assert f"&#34;group_id&#34;: {group.id}" in body
    assert "单独购买" in body
    assert "发起拼团" in body
    assert f'name="activity_id" value="{activity.id}"' in body


def test_sold_out_offers_similar_goods_and_a_reminder(a_cup, browse, client):
    product_id, _skus = a_cup(stock=0)
    other, _ = a_cup("粗陶马克杯")
    body = browse(f"/p/{product_id}").text

    assert "这款刚刚售罄" in body
    assert "到货提醒" in body
    assert "看相似好货" in body
    assert f"/p/{other}" in body
    assert "立即购买" not in body
    assert 'action="/orders"' not in body


def test_what_is_off_the_shelf_is_a_404_with_similar_goods(a_cup, browse):
    product_id, _ = a_cup()
    other, _ = a_cup("粗陶马克杯")
    shelf.unshelve([product_id], by="s")
    db.session.commit()

    gone = browse(f"/p/{product_id}")

    assert gone.status_code == 404
    assert "这件商品已下架" in gone.text
    assert f"/p/{other}" in gone.text
    assert "首页" in gone.text


def test_a_draft_does_not_show_its_name(a_cup, browse, shop):
    draft = actions.save_product(ProductForm(title="还没发布的新品", skus=(SkuForm(100),)), by="s")
    db.session.commit()
    page = browse(f"/p/{draft.id}")
    assert page.status_code == 404
    assert "还没发布的新品" not in page.text


def test_a_product_that_never_was_reads_like_a_foreign_one(a_cup, browse, client):
    product_id, _ = a_cup()
    a_shop("other")
    foreign = client.get(f"/p/{product_id}", base_url="http://other.localhost")
    missing = client.get("/p/999999999", base_url="http://other.localhost")
    assert foreign.status_code == missing.status_code == 404
    strip = lambda text: re.sub(r'(content|X-CSRFToken":)"[^"]+"', "", text)  # noqa: E731
    assert strip(foreign.text) == strip(missing.text)


def test_the_quote_is_the_servers_price_at_this_moment(a_cup, browse):
    product_id, skus = a_cup()
    browse(f"/p/{product_id}")
    actions.reprice(skus[1], 7100, by="s")
    db.session.commit()

    quote = browse(f"/p/{product_id}/quote?sku_id={skus[1]}&qty=1&mode=single")

    assert quote.status_code == 200
    assert 'name="expected_total_fen" value="7900"' in quote.text  # 71 + 8 freight
    assert 'id="buy-price" hx-swap-oob="true"' in quote.text
    assert 'id="buy-address" hx-swap-oob="true"' in quote.text
    assert "运费 ¥8" in quote.text


def test_the_quote_of_a_group_has_its_price_and_says_when_it_is_over(a_cup, browse):
    product_id, skus = a_cup()
    activity = a_group_activity(find(Sku, skus[0]), price_fen=7900)
    db.session.commit()
    url = f"/p/{product_id}/quote?sku_id={skus[0]}&qty=1&mode=group&activity_id={activity.id}"

    assert 'value="8700"' in browse(url).text
    activity.state = "stopped"
    db.session.merge(activity)
    db.session.commit()
    after = browse(url).text
    assert 'value="9900"' in after
    assert "拼团已结束" in after


def test_a_quote_above_the_stock_cannot_be_paid(a_cup, browse):
    product_id, skus = a_cup(stock=2)
    assert "库存只剩 2 件" in browse(f"/p/{product_id}/quote?sku_id={skus[0]}&qty=3&mode=single").text


@pytest.mark.parametrize(
    "query", ["", "sku_id=1e3&qty=1", "sku_id=1&qty=0", "sku_id=1&qty=-1", "sku_id=1&qty=１", "sku_id=[1]&qty=1"]
)
def test_a_quote_of_nonsense_is_refused(a_cup, browse, query):
    product_id, _ = a_cup()
    assert browse(f"/p/{product_id}/quote?{query}").status_code == 422


def test_a_quote_of_another_products_variant_is_refused(a_cup, browse):
    (first, _), (_, skus) = a_cup(), a_cup("粗陶马克杯")
    assert browse(f"/p/{first}/quote?sku_id={skus[0]}&qty=1").status_code == 409


def test_the_band_alone_can_be_asked_for_again(a_cup, browse):
    product_id, _ = a_cup()
    band = browse(f"/p/{product_id}/band")
    assert band.status_code == 200
    assert band.text.startswith('<div id="band"')


def test_merchants_words_are_text_not_markup(a_cup, browse):
    product_id, _ = a_cup("<script>alert(1)</script>{{7*7}}")
    body = browse(f"/p/{product_id}").text
    assert "<script>alert" not in body
    assert "&lt;script&gt;" in body
    assert "{{7*7}}" in body


def test_a_guest_who_keeps_a_product_is_asked_to_sign_in(a_cup, client):
    product_id, _ = a_cup()
    answer = client.post(f"/p/{product_id}/favourite", base_url=SHOP, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/login?next=")


def test_inside_wechat_a_guest_is_recognised_once_before_the_first_tap(a_cup, client):
    from tenants import settings

    product_id, _ = a_cup()
    settings.WECHAT_APPID.set("wx0000000000000001")
    db.session.commit()
    agent = {"User-Agent": WECHAT}
    first = client.get(f"/p/{product_id}", base_url=SHOP, headers=agent)
    assert first.status_code == 302
    assert first.headers["Location"] == f"/login?next=/p/{product_id}"
    assert client.get(f"/p/{product_id}", base_url=SHOP, headers=agent).status_code == 200


def test_pages_are_rendered_afresh_after_a_moment(a_cup, browse, monkeypatch):
    product_id, skus = a_cup()
    browse(f"/p/{product_id}")
    actions.reprice(skus[0], 12300, by="s")
    db.session.commit()
    assert '¥</span><span class="big">99' in browse(f"/p/{product_id}").text
    page_cache.forget()
    assert '¥</span><span class="big">123' in browse(f"/p/{product_id}").text
