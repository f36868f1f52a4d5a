"""What an order's pages say: money by where it is, no move that would be refused, a question before the last ones."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from commerce.aftersale.actions import answers
from commerce.checkout import queries as checkout
from commerce.inventory.models import Stock
from commerce.orders import actions as orders
from commerce.orders import queries
from commerce.payments import actions as payments
from commerce.payments.ports import Payout
from kernel import clock
from kernel.db import db, transaction
from tests.support.aftersale import NOON, a_case, a_paid_order, again, lines_of
from tests.support.factories import an_order
from tests.support.queries import count_queries
from tests.support.shopper import SHOP


def seen(phone, order):
    """The order's page, and its card in the list, without the marks."""
    db.session.commit()
    pages = [phone.get(path, base_url=SHOP).text for path in (f"/orders/{order.number}", "/orders")]
    return [re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main>")[0]) for page in pages]


def moves(phone, order):
    db.session.commit()
    page = phone.get(f"/orders/{order.number}", base_url=SHOP).text
    return page[page.index('class="card ord"') :]


def test_an_order_cancelled_before_paying_was_never_paid(phone, me):
    order = an_order(member=me, at=clock.now())
    orders.close(order.id, "买家取消", by="member", at=clock.now())

    page, card = seen(phone, order)

    assert ("应付" in page, "实付" in page) == (True, False)
    assert ("应付" in card, "实付" in card) == (True, False)


def test_money_on_its_way_back_is_called_so_until_it_has_arrived(phone, me):
    order = a_paid_order((3700, 1), member=me)
    refund = orders.refund_whole(order.id, cause="test", reason="商家退款", by="staff:1")

    page, card = seen(phone, order)
    assert ("退款中" in page, "已退款" in page) == (True, False)
    assert ("退款中" in card, "已退款" in card) == (True, False)

    payments.record_payout(refund.id, Payout("settled", "x", 3700, provider_refund_id="50300", at=NOON), at=NOON)
    page, card = seen(phone, order)
    assert ("退款中" in page, "已退款" in page) == (False, True)
    assert ("退款中" in card, "已退款" in card) == (False, True)


def test_a_part_that_has_arrived_and_a_part_on_its_way_stand_apart(phone, me):
    order = a_paid_order((3700, 2), member=me)
    first = a_case(order, 1)
    answers.agree(first.id, by="staff:1")
    payments.record_payout(first.refund_id, Payout("settled", "x", 3700, provider_refund_id="1", at=NOON), at=NOON)
    second = a_case(order, 1)
    answers.agree(second.id, by="staff:1")

    page, _ = seen(phone, order)

    amounts = page[page.index("商品金额") :]
    assert re.search(r"退款中\s+−¥37\.00\s+已退款\s+−¥37\.00", amounts)


@pytest.mark.parametrize("pieces", [2, 1])
def test_what_would_be_refused_is_not_offered_while_a_case_is_open(phone, me, pieces):
    order = a_paid_order((3700, 2), member=me, shipped=True)
    assert "申请售后" in moves(phone, order)
    assert "确认收货" in moves(phone, order)

    a_case(order, pieces, kind="return_refund", goods_received=True)

    assert ("申请售后" in moves(phone, order)) is (pieces == 1)
    assert "确认收货" not in moves(phone, order)
    page, card = seen(phone, order)
    assert "售后正在处理" in page
    assert ("申请售后" in card) is (pieces == 1)


def test_after_the_time_for_it_no_case_is_offered(phone, me):
    order = a_paid_order((3700, 1), member=me, completed=True)
    assert "申请售后" in moves(phone, order)
    kept = again(order)
    kept.completed_at = kept.completed_at.replace(year=2020)
    assert "申请售后" not in moves(phone, order)


def test_a_received_order_asks_last_whether_nothing_came_and_waits_for_no_carrier(phone, me):
    order = a_paid_order((3700, 1), member=me, completed=True)
    db.session.commit()
    form = phone.get(f"/orders/{order.number}/refund", base_url=SHOP).text
    kinds = re.findall(r'<option value="(\w+:\w+)"', form)
    assert (kinds[0], kinds[-1]) == ("refund_only:yes", "refund_only:no")
    page, _ = seen(phone, order)
    assert "等待揽收" not in page


def test_a_received_order_says_until_when_something_may_be_asked_for(phone, me):
    order = a_paid_order((3700, 1), member=me, completed=True)
    until = clock.shop_time(again(order).completed_at + timedelta(days=15)).strftime("%m月%d日 %H:%M")
    assert f"{until} 前可以申请售后" in seen(phone, order)[0]


def test_who_has_urged_the_shop_sees_that_it_was_told(phone, me):
    order = a_paid_order((3700, 1), member=me)
    assert "/urge" in moves(phone, order)
    assert phone.post(f"/orders/{order.number}/urge", base_url=SHOP).status_code == 303
    shown = moves(phone, order)
    assert ("disabled>已催发货</button>" in shown, "/urge" in shown) == (True, False)


def test_the_list_asks_for_no_more_when_nothing_is_given_back(phone, me):
    for _ in range(3):
        a_paid_order((3700, 1), member=me)
    db.session.commit()
    phone.get("/orders", base_url=SHOP)
    with count_queries() as sent:
        phone.get("/orders", base_url=SHOP)
    assert len(sent) <= 6, sent


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("state", ["placed", "shipped"])
def test_moves_that_cannot_be_undone_are_asked_about_and_work_without_scripts(phone, me, state):
    order = (
        a_paid_order((3700, 1), member=me, shipped=True) if state == "shipped" else an_order(member=me, at=clock.now())
    )
    move, words, path = {
        "placed": ("取消订单", "取消后订单关闭", "cancellation"), "shipped": ("确认收货", "确认后订单完成", "receipt"),
    }[state]  # fmt: skip

    for page in (moves(phone, order), phone.get("/orders", base_url=SHOP).text):
        assert re.search(rf'<button[^>]* data-confirm="[^"]*{words}[^"]*"[^>]*>{move}</button>', page)
        assert 'id="question"' in page
        assert "js/dialog" in phone.get("/orders", base_url=SHOP).text
    assert phone.post(f"/orders/{order.number}/{path}", base_url=SHOP).status_code == 303
    assert queries.order(order.id).state == {"placed": "closed", "shipped": "completed"}[state]


def test_taking_an_application_back_is_asked_about(phone, me):
    case = a_case(a_paid_order((3700, 1), member=me, shipped=True), 1)
    db.session.commit()
    page = phone.get(f"/refunds/{case.number}", base_url=SHOP).text
    assert re.search(r'<button[^>]* data-confirm="[^"]*撤销后[^"]*"[^>]*>撤销申请</button>', page)
    assert 'id="question"' in page
    assert phone.post(f"/refunds/{case.number}/cancellation", base_url=SHOP).status_code == 303


def test_looking_at_what_was_bought_again_without_the_tap_shows_the_order(phone, me):
    order = a_paid_order((3700, 2), member=me)
    stock = db.session.scalars(select(Stock).where(Stock.sku_id == lines_of(order)[0].sku_id)).one()
    stock.on_hand = stock.reserved + 1
    db.session.commit()
    url = f"/orders/{order.number}/repeat"

    looked = phone.get(url, base_url=SHOP)
    assert (looked.status_code, looked.location) == (302, f"/orders/{order.number}")
    with transaction():
        assert checkout.cart(me.id) == []

    assert phone.post(url, base_url=SHOP).location == url
    assert "1 款已放入购物车" in phone.get(url, base_url=SHOP).text
