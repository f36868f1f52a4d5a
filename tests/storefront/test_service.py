"""客服: whom to ask, and about which order."""

import re

import pytest

from kernel import clock
from kernel.db import db
from tenants import settings
from tests.support.aftersale import a_paid_order
from tests.support.factories import a_product, an_order
from tests.support.shopper import SHOP

PLAIN = "https://work.weixin.qq.com/kfid/kfc1"
OF_A_SCENE = f"{PLAIN}?enc_scene=ENC1"


def look(browser, path="/service"):
    db.session.commit()
    answer = browser.get(path, base_url=SHOP)
    assert answer.status_code == 200
    return answer.text


def offered(page):
    return re.findall(r'href="/service\?order=(\w+)"', page)


def test_a_member_chooses_one_of_the_newest_orders(phone, me):
    settings.SERVICE_URL.set(PLAIN)
    sku = a_product(stock=50)
    numbers = [an_order(member=me, sku=sku, at=clock.now()).number for _ in range(7)]
    others = an_order(sku=sku, at=clock.now()).number

    page = look(phone)
    assert offered(page) == numbers[:1:-1]
    assert "要咨询哪个订单" in page
    assert f'href="{PLAIN}"' in page
    assert others not in page

    page = look(phone, f"/service?order={numbers[0]}")  # older than those offered at first
    assert offered(page)[0] == numbers[0]
    assert "正在咨询" in page
    assert page.count(f'data-copy="{numbers[0]}"') == 2  # beside the number, and on the way to WeChat
    assert f'href="/orders/{numbers[0]}"' in page


def test_a_link_of_a_scene_carries_the_number(phone, me):
    settings.SERVICE_URL.set(OF_A_SCENE)
    number = an_order(member=me, at=clock.now()).number

    assert f'href="{OF_A_SCENE}"' in look(phone)
    assert f'href="{OF_A_SCENE}&amp;scene_param=order%3D{number}"' in look(phone, f"/service?order={number}")


def test_the_telephone_stands_with_the_number(phone, me):
    settings.SERVICE_PHONE.set("0571-88000000")
    number = an_order(member=me, at=clock.now()).number

    page = look(phone, f"/service?order={number}")

    assert "tel:0571-88000000" in page
    assert "接通后把订单号告诉客服" in page
    assert f'data-copy="{number}"' in page


@pytest.mark.parametrize("asked", ["E000", "<b>x</b>", "' OR 1=1", "长" * 60, "\x00"])
def test_what_is_no_order_of_ones_own_is_not_asked_about(phone, me, asked):
    theirs = an_order(at=clock.now()).number
    an_order(member=me, at=clock.now())
    db.session.commit()

    for number in (asked, theirs):
        page = phone.get("/service", query_string={"order": number}, base_url=SHOP).text
        assert "正在咨询" not in page
        assert "咨询订单" not in page
        assert theirs not in page
        assert "<b>x</b>" not in page


def test_a_shop_without_service_says_so_and_what_can_be_done(phone, me, client):
    page = look(phone)
    assert "店铺还没有设置微信客服和客服电话" in page
    assert 'href="/orders"' in page
    assert "服务时间" not in page

    number = an_order(member=me, at=clock.now()).number
    assert f'href="/orders/{number}"' in look(phone, f"/service?order={number}")


def test_a_stranger_may_sign_in_to_choose(client, shop):
    settings.SERVICE_PHONE.set("0571-88000000")
    page = look(client)
    assert 'href="/login?next=/service"' in page
    assert offered(page) == []


def test_an_order_leads_to_the_service_about_it(phone, me):
    number = a_paid_order((3700, 1), member=me).number
    page = look(phone, f"/orders/{number}")
    assert re.findall(r'href="/service\?order=(\w+)">([^<]+)<', page) == [(number, "联系客服")]
