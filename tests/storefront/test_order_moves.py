"""What a shopper does with an order after paying, through the door."""

import pytest
from sqlalchemy import select

from commerce.checkout import queries as checkout
from commerce.fulfilment import actions as fulfilment
from commerce.inventory.models import Stock
from commerce.members import actions as members
from commerce.members import queries as people
from commerce.orders import queries
from commerce.orders.models import Order
from commerce.orders.settlement import settle
from kernel import clock
from kernel.db import db, transaction
from tests.support.factories import ADDRESS, a_member, a_product, a_settlement, an_order
from tests.support.shopper import SHOP, sign_in

SF = {"carrier": "SF", "tracking_number": "SF1234567890123", "by": "staff:1"}
ELSEWHERE = ADDRESS | {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号"}


@pytest.fixture
def order(shop):
    with transaction():
        placed = an_order(quantity=2, sku=a_product(title="山岚保温杯", stock=5), at=clock.now())
        settle(a_settlement(placed))
    return placed


@pytest.fixture
def phone(client, order):
    return sign_in(client, a_buyer(order))


def a_buyer(order):
    return people.member(order.member_id)


def post(browser, order, move, **data):
    return browser.post(f"/orders/{order.number}/{move}", data=data, base_url=SHOP)


def page(phone, order):
    return phone.get(f"/orders/{order.number}", base_url=SHOP).text


def line_of(order):
    return queries.lines_of([order.id])[order.id][0]


LONG = "山岚 316 不锈钢保温杯 500ml 通勤轻量 12 小时保温 办公室车载两用 送杯刷和收纳袋"


def test_a_parcel_names_goods_by_a_title_of_up_to_two_lines_with_the_variant_below(client, shop):
    with transaction():
        sent = an_order(quantity=2, sku=a_product(title=LONG, stock=5), at=clock.now())
        settle(a_settlement(sent))
        fulfilment.ship(sent.id, line_quantities={line_of(sent).id: 1}, at=clock.now(), **SF)
    parcel = page(sign_in(client, a_buyer(sent)), sent).split('aria-label="物流"')[1].split("</section>")[0]
    assert f'<span class="n">{LONG}</span>' in parcel  # .n is cut after its second line, in the style sheet
    assert '<span class="sub">晨雾绿 ×<span class="num">1</span></span>' in parcel


def test_each_parcel_is_shown_with_what_is_inside_and_receipt_waits_for_the_last(phone, order):
    with transaction():
        fulfilment.ship(order.id, line_quantities={line_of(order).id: 1}, at=clock.now(), **SF)
    shown = page(phone, order)
    assert "已发 1 / 2 件" in shown
    assert "SF1234567890123" in shown
    assert post(phone, order, "receipt").status_code == 409
    with transaction():
        parcel = fulfilment.ship(order.id, carrier="ZTO", tracking_number="781234567890", by="staff:1", at=clock.now())
        fulfilment.correct(
            parcel.id, carrier="ZTO", tracking_number="781234567891", reason="", by="staff:1", at=clock.now()
        )
    shown = page(phone, order)
    assert "共 2 个包裹" in shown
    assert "781234567891" in shown
    assert "781234567890" not in shown
    assert "单号已更正" in shown
    assert "自动确认收货" in shown
    assert "延长收货" in shown

    assert post(phone, order, "extension").status_code == 303
    assert "已延长一次" in page(phone, order)
    assert post(phone, order, "extension").status_code == 409
    assert post(phone, order, "receipt").status_code == 303
    assert post(phone, order, "receipt").status_code == 303  # the second tap finds it done
    assert queries.order(order.id).state == "completed"


def test_another_address_is_taken_from_the_book_typed_or_pasted(phone, order):
    with transaction():
        kept = members.save_address(order.member_id, ELSEWHERE)
    assert "文三路" in phone.get(f"/orders/{order.number}/address", base_url=SHOP).text
    assert post(phone, order, "address", address_id=kept.id).status_code == 303
    assert queries.order(order.id).recipient == ELSEWHERE
    pasted = post(phone, order, "address", pasted="张晓 13800006621 上海市静安区南京西路 1266 号").text
    assert 'value="静安区"' in pasted
    wrong = post(phone, order, "address", **ADDRESS | {"phone": "12"})
    assert wrong.status_code == 422
    assert "11 位手机号" in wrong.text
    assert post(phone, order, "address", **ADDRESS).status_code == 303
    with transaction():
        fulfilment.ship(order.id, at=clock.now(), **SF)
    late = post(phone, order, "address", **ELSEWHERE)
    assert late.status_code == 409
    assert "还没有发货" in late.text
    assert queries.order(order.id).recipient == ADDRESS


def test_buying_again_fills_the_basket_and_says_what_is_missing(phone, order):
    assert post(phone, order, "repeat").location == "/cart"
    assert [row.quantity for row in checkout.cart(order.member_id)] == [2]
    with transaction():
        stock = db.session.scalars(select(Stock).where(Stock.sku_id == line_of(order).sku_id)).one()
        stock.on_hand = stock.reserved + 1
    answer = post(phone, order, "repeat")
    assert answer.location == f"/orders/{order.number}/repeat"
    assert "只剩 1 件" in phone.get(answer.location, base_url=SHOP).text


def test_orders_are_found_by_number_and_title_page_by_page(phone, order):
    with transaction():
        buyer, sku = a_buyer(order), a_product(title="竹纤维毛巾", stock=50)
        for _ in range(11):
            an_order(member=buyer, sku=sku, at=clock.now())
    first = phone.get("/orders?q=毛巾", base_url=SHOP).text
    assert first.count("<article") == 10
    assert "q=%E6%AF%9B%E5%B7%BE&amp;after=" in first
    assert "保温杯" not in first
    found = phone.get(f"/orders?q={order.number[-8:]}", base_url=SHOP).text
    assert order.number in found
    assert "没有找到「雨伞」" in phone.get("/orders?q=雨伞", base_url=SHOP).text


@pytest.mark.parametrize("move", ["extension", "repeat", "address"])
def test_another_shoppers_order_is_not_found(client, order, move):
    with transaction():
        stranger = a_member()
    sign_in(client, stranger)
    before = Order.__table__.select().where(Order.__table__.c.id == order.id)
    kept = db.session.execute(before).one()
    assert post(client, order, move, **ELSEWHERE).status_code == 404
    assert client.get(f"/orders/{order.number}/address", base_url=SHOP).status_code == 404
    assert db.session.execute(before).one() == kept
