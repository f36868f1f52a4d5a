"""首页, 分类, 搜索 and the pages around them: states, statements, bytes."""

import gzip
import re

import pytest

from commerce.catalog import actions, wishes
from commerce.catalog.models import Sku
from commerce.promotions.groupbuy.models import GroupPrice
from kernel.db import db, find
from tenants import actions as tenants
from tenants import hosts, settings
from tests.storefront.conftest import SHOP
from tests.support.factories import a_group_activity, a_member, a_product, save
from tests.support.pictures import a_picture
from tests.support.queries import count_queries

MOST_STATEMENTS = 6
PAGES = ["/", "/c", "/search?q=杯", "/search?q=没有这个", "/search", "/feed?after=10", "/about"]


def test_home_shows_categories_running_groups_and_goods(a_cup, browse):
    actions.save_category("水杯", by="s")
    product_id, skus = a_cup()
    a_group_activity(find(Sku, skus[0]), price_fen=7900, succeeded_count=12)
    banner = actions.store_image(a_picture((1500, 900)), "b.jpg")
    settings.BANNERS.set([{"media_id": banner.id, "link": "https://evil.example/", "label": "夏日拼团"}])
    settings.NOTICE.set("今晚八点上新")
    db.session.commit()

    body = browse("/").text

    for words in ("水杯", "正在拼团", "成团12组", "夏日拼团", "今晚八点上新", "为你推荐"):
        assert words in body, words
    assert f'href="/p/{product_id}"' in body
    assert "evil.example" not in body
    assert 'aria-current="page">首页' in body


def test_a_shop_without_goods_says_so(shop, browse):
    body = browse("/").text
    assert "店铺正在上新" in body
    assert 'href="/service"' in body


def test_the_five_modules_stand_below_and_the_three_above(shop, browse):
    body = browse("/").text
    bar = body[body.index('class="tabbar"') :]
    assert bar.count('<svg class="i"') >= 5
    for label in ("活动", "新品", "购物车", "订单", "客服"):
        assert label in bar
    for label in ("首页", "分类", "我的"):
        assert label in body


def test_navigation_follows_the_merchants_choice(shop, browse):
    settings.TABS.set(
        [{"module": "cart", "label": "车", "visible": True}, {"module": "gone", "label": "没有", "visible": True}]
    )
    settings.TOP_LABELS.set(["逛逛", "全部", "个人"])
    db.session.commit()
    body = browse("/").text
    assert "逛逛" in body
    assert "没有" not in body[body.index('class="tabbar"') :]


def test_a_category_shows_its_children_and_only_its_goods(a_cup, browse):
    top = actions.save_category("水杯", by="s")
    below = actions.save_category("保温杯", by="s", parent_id=top.id)
    other = actions.save_category("收纳", by="s")
    product_id, _ = a_cup(category_id=below.id)
    db.session.commit()

    assert f"/p/{product_id}" in browse(f"/c/{top.id}").text
    assert f"/p/{product_id}" in browse(f"/c/{below.id}").text
    empty = browse(f"/c/{other.id}").text
    assert f"/p/{product_id}" not in empty
    assert "正在上新" in empty
    assert browse("/c/999999").status_code == 404


def test_filters_and_sorting_stay_in_the_address(a_cup, browse):
    cheap, _ = a_cup("便宜杯")
    gone, _ = a_cup("缺货杯", stock=0)
    body = browse("/c?sort=price&stock=1&from=50&to=80").text
    assert f"/p/{cheap}" in body
    assert f"/p/{gone}" not in body
    assert "sort=price_down" in body
    assert "没有符合条件的商品" in browse("/c?from=5000").text


@pytest.mark.parametrize(
    "path",
    [
        "/c?sort=price;drop",
        "/c?after=999999999999",
        "/c?after=-1&from=1e9&to=abc",
        "/feed?after=10%20OR%201",
        "/search?q=" + "x" * 10_000,
        "/search?q=(a%2B)%2B%24",
        "/search?q=%00",
        "/search?q=%25",
        "/search/suggestions?q=" + "％" * 3000,
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_harmless(a_cup, browse, path):
    a_cup()
    assert browse(path).status_code == 200


def test_a_list_goes_on_by_itself_and_without_javascript(a_cup, browse):
    for number in range(21):
        a_cup(f"杯子 {number:02} 号")
    first = browse("/c").text
    assert "after=20" in first
    rest = browse("/c?after=20", headers={"HX-Request": "true"}).text
    assert rest.count('class="g li"') == 1
    assert "<html" not in rest
    assert "<html" in browse("/c?after=20").text


def test_search_finds_suggests_and_never_ends_blind(a_cup, browse):
    product_id, _ = a_cup()
    settings.HOT_WORDS.set(["保温杯", "马克杯"])
    db.session.commit()

    assert f"/p/{product_id}" in browse("/search?q=保文杯").text
    nothing = browse("/search?q=自行车").text
    assert "没有找到“自行车”" in nothing
    assert "马克杯" in nothing
    assert f"/p/{product_id}" in nothing
    suggestions = browse("/search/suggestions?q=bwb").text
    assert suggestions.count('role="option"') == 2
    assert browse("/search/suggestions?q=").text.strip() == ""


def test_what_was_searched_is_text(shop, browse):
    assert "<script>alert" not in browse("/search?q=<script>alert(1)</script>").text


def test_pages_need_few_statements_and_few_bytes(a_cup, browse):
    for number in range(12):
        a_cup(f"山岚保温杯 {number} 号 通勤轻量 12 小时保温 限时")
    browse("/about")
    for path in PAGES:
        with count_queries() as sent:
            page = browse(path)
        assert page.status_code == 200, path
        assert len(sent) <= MOST_STATEMENTS, (path, sent)
        assert len(gzip.compress(page.data)) <= 12 * 1024, path


@pytest.mark.parametrize("path", ["/", "/search?q=山岚"])
def test_the_first_pictures_do_not_wait_and_all_others_do(a_cup, browse, path):
    for number in range(6):
        a_cup(f"山岚保温杯 {number} 号")
    pictures = re.findall(r'<img src="[^"]+" alt="" width="345"[^>]*>', browse(path).text)

    assert len(pictures) >= 6
    assert ["lazy" in picture for picture in pictures[:6]] == [False] * 2 + [True] * 4


def test_a_rich_product_page_keeps_to_its_bytes(a_cup, browse):
    product_id, skus = a_cup()
    for number in range(7):
        a_cup(f"山岚保温杯 {number} 号 通勤轻量 12 小时保温 限时")
    a_group_activity(find(Sku, skus[0]), price_fen=7900)
    db.session.commit()
    page = browse(f"/p/{product_id}")
    assert len(gzip.compress(page.data)) <= 12 * 1024
    body = page.text[page.text.index("</style>") :]
    assert len(body.encode()) <= 24 * 1024
    assert page.text.count('fetchpriority="high"') == 1


def test_a_members_favourites(a_cup, client, browse):
    product_id, _ = a_cup()
    member = a_member()
    wishes.keep(member.id, product_id)
    db.session.commit()
    sign_in(client, member)
    assert f"/p/{product_id}" in browse("/me/favorites").text
    assert 'aria-pressed="true"' in browse(f"/p/{product_id}").text
    answer = client.delete(f"/p/{product_id}/favourite", base_url=SHOP, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in answer.text
    assert "还没有收藏" in browse("/me/favorites").text


def test_a_member_asks_for_the_restock(a_cup, client):
    product_id, skus = a_cup(stock=0)
    other, _ = a_cup("别的杯子")
    sign_in(client, a_member())
    headers = {"HX-Request": "true"}
    asked = client.post(f"/p/{product_id}/restock", base_url=SHOP, headers=headers, data={"sku_id": skus[0]})
    assert "到货会通知你" in asked.text
    foreign = client.post(f"/p/{other}/restock", base_url=SHOP, headers=headers, data={"sku_id": skus[0]})
    assert foreign.status_code == 404


def test_a_suspended_shop_shows_its_notice_only(shop, browse, client):
    tenants.suspend(shop, "资质过期", by="operator:1")
    db.session.commit()
    hosts.forget()
    for path in ("/", "/c", "/p/1", "/search?q=x"):
        answer = browse(path)
        assert answer.status_code == 503
        assert "店铺暂停营业" in answer.text
        assert "资质过期" not in answer.text


def test_a_missing_page_keeps_the_way_home(shop, browse):
    lost = browse("/nowhere")
    assert lost.status_code == 404
    for way in ('href="/"', 'href="/c"', 'href="/me"', 'href="/search"', 'href="/service"'):
        assert way in lost.text


def test_a_product_that_never_was_leads_to_what_others_buy(a_cup, browse):
    product_id, _ = a_cup()
    lost = browse("/p/987654")
    assert lost.status_code == 404
    for words in ("没有找到这件商品", "大家都在买", f'href="/p/{product_id}"'):
        assert words in lost.text, words


def test_a_price_is_the_lowest_of_several_or_the_only_one(a_cup, browse):
    several, _ = a_cup()
    only = a_product(price_fen=4900).product_id
    db.session.commit()
    found = re.findall(r'href="/p/(\d+)".*?<span class="pr num"><small>¥</small>(.*?)</span>', browse("/").text)
    assert [(card, price) for card, price in found if int(card) in (several, only)] == [
        (str(only), "49"), (str(several), "69<small>起</small>"),
    ]  # fmt: skip


def test_the_group_strip_of_the_home_page_says_from_what_price_on(a_cup, browse):
    _, skus = a_cup()
    activity = a_group_activity(find(Sku, skus[0]), price_fen=6500)
    save(GroupPrice(activity_id=activity.id, sku_id=skus[1], price_fen=5500, quota=10))
    db.session.commit()
    strip = re.search(r'id="groups-h".*?</section>', browse("/").text, re.S).group(0)
    assert "55<small>起</small>" in strip


def test_about_shows_licence_and_return_address(shop, browse):
    settings.LICENCE.set("山岚生活（杭州）有限公司 91330100MA00000000")
    settings.RETURN_ADDRESS.set("杭州市余杭区 1 号")
    db.session.commit()
    body = browse("/about").text
    assert "91330100MA00000000" in body
    assert "余杭区" in body


def test_the_login_leads_to_texts_under_their_names(shop, browse):
    """Signing in says one agrees to them: without words of the shop's own there are usual ones, with its licence."""
    settings.LICENCE.set("91330100MA00000000")
    db.session.commit()
    links = re.findall(r'<a href="/about#(\w+)">([^<]+)</a>', browse("/login").text)
    assert links == [("terms", "用户协议"), ("privacy", "隐私政策")]
    body = browse("/about").text
    for key, label in links:
        text = body.split(f'id="{key}"', 1)[1].split("</section>")[0]
        assert f'<h2 id="ab-{key}">{label}</h2>' in text
        assert len(re.findall("<p>", text)) > 5
        assert "91330100MA00000000" in text
    assert "售后政策" not in body


def test_the_shops_own_agreements_stand_under_their_names(shop, browse):
    settings.AGREEMENTS.set({"privacy": "我们自己的隐私文字", "returns": "坏了包换\n\n两年保修"})
    db.session.commit()
    body = browse("/about").text
    heads = re.findall(r"<h2[^>]*>([^<]+)</h2>", body)
    assert heads[-3:] == ["用户协议", "隐私政策", "售后政策"]
    assert body.split('id="privacy"', 1)[1].split("</section>")[0].count("<p>") == 1
    assert "<p>坏了包换</p><p>两年保修</p>" in body


def sign_in(client, member):
    """The cookie a login sets."""
    with client.session_transaction(base_url=SHOP) as cookie:
        cookie["member"] = {"shop": member.tenant_id, "id": member.id, "epoch": member.session_epoch}
    db.session.commit()
