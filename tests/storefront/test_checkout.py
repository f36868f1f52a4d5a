"""Cart, till, payment result and orders as a phone meets them, with the sandbox as WeChat."""

import re
from datetime import timedelta

import pytest
import time_machine

from commerce.checkout import actions as checkout
from commerce.inventory import queries as inventory
from commerce.members import actions as members
from commerce.members import queries as people
from commerce.orders import queries as orders
from commerce.payments.ports import gateway
from kernel import clock
from kernel.db import transaction
from tenants import settings
from tests.support.factories import ADDRESS, a_member, a_product
from tests.support.shopper import SHOP, sign_in

HTMX = {"HX-Request": "true", "Accept": "application/json, text/html"}
pytestmark = pytest.mark.usefixtures("connected")


@pytest.fixture
def sku(shop):
    with transaction():
        return a_product(stock=5, price_fen=12000)


@pytest.fixture
def member(shop, sandbox):
    with transaction():
        found = a_member(openid=sandbox.openid())
        members.save_address(found.id, ADDRESS, is_default=True)
    return found


@pytest.fixture
def phone(client, member):
    sign_in(client, member)
    return client


@pytest.fixture
def wish(member):
    """What the sheet's form says, with the address it shows."""

    def form(sku, **values):
        return {"sku_id": sku.id, "qty": "1", "request_key": "k1", "address_id": address_of(member).id} | values

    return form


def address_of(member):
    return people.default_address(member.id)


def test_two_posts_lead_from_the_sheet_to_wechats_own(phone, sku, member, sandbox, wish):
    answer = phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)

    assert answer.status_code == 200
    assert set(answer.json["pay"]) == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}
    order = orders.orders_of_member(member.id)[0]
    assert answer.json["result_url"] == f"/pay/{order.number}"
    assert sandbox.get("/payments")["payments"][0]["total_fen"] == 12000


def test_a_second_tap_is_the_same_order(phone, sku, member, wish):
    first = phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    again = phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    assert first.json["result_url"] == again.json["result_url"]
    assert len(orders.orders_of_member(member.id)) == 1


def test_what_the_client_says_about_the_price_is_only_compared(phone, sku, member, wish):
    answer = phone.post("/orders", data=wish(sku, expected_total_fen="1", total_fen="1"), headers=HTMX, base_url=SHOP)
    assert answer.status_code == 409
    assert "价格已更新 ¥0.01 → ¥120" in answer.text
    assert orders.orders_of_member(member.id) == []


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "1e3", " 1", "１", "true", "[1]", "", "99999999999"])
def test_senseless_quantities_are_refused_in_words(phone, sku, member, typed, wish):
    answer = phone.post("/orders", data=wish(sku, qty=typed), headers=HTMX, base_url=SHOP)
    assert answer.status_code == 422
    assert "数量" in answer.text
    assert orders.orders_of_member(member.id) == []


def test_sold_out_keeps_the_sheet(phone, sku, wish):
    answer = phone.post("/orders", data=wish(sku, qty="6"), headers=HTMX, base_url=SHOP)
    assert (answer.status_code, "库存只剩 5 件" in answer.text) == (409, True)


def test_without_an_address_the_way_leads_through_adding_one_and_back_with_it(client, sku, sandbox):
    sign_in(client, a_member(openid=sandbox.openid("chen")))
    page = f"/p/{sku.product_id}?group=3"

    form = {"sku_id": sku.id, "qty": "1", "request_key": "k1"}
    answer = client.post("/orders", data=form, headers=HTMX | {"HX-Current-URL": SHOP + page}, base_url=SHOP)
    plain = client.post("/orders", data=form, headers={"Referer": f"{SHOP}/checkout"}, base_url=SHOP)

    assert (answer.status_code, "收货地址" in answer.text) == (422, True)
    assert answer.headers["HX-Redirect"] == f"/me/addresses/new?next=/p/{sku.product_id}?group%3D3"
    assert (plain.status_code, plain.location) == (303, "/me/addresses/new?next=/checkout")
    saved = client.post(f"/me/addresses?next={page}", data=ADDRESS, base_url=SHOP)
    assert re.fullmatch(rf"/p/{sku.product_id}\?group=3&address=\d+", saved.location)


def test_another_address_of_the_book_is_taken_back_to_the_sheet(phone, sku, member):
    with transaction():
        other = members.save_address(member.id, ADDRESS | {"name": "李雷"})
    book = phone.get(f"/me/addresses?next=/p/{sku.product_id}", base_url=SHOP).text
    assert f'href="/p/{sku.product_id}?address={other.id}"' in book
    assert (
        f'name="address_id" value="{other.id}"'
        in phone.get(f"/p/{sku.product_id}?address={other.id}", base_url=SHOP).text
    )


def test_a_guest_is_sent_to_sign_in(client, sku):
    answer = client.post("/orders", data={"sku_id": sku.id, "qty": "1", "request_key": "k1"}, base_url=SHOP)
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


def test_the_browser_never_marks_an_order_paid(phone, sku, member, wish):
    phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    number = orders.orders_of_member(member.id)[0].number
    page = phone.get(f"/pay/{number}", base_url=SHOP)
    assert "正在确认支付结果" in page.text
    for polls in range(3):
        phone.get(f"/pay/{number}/status?n={polls}", headers=HTMX, base_url=SHOP)
    assert orders.orders_of_member(member.id)[0].state == "placed"


def test_without_a_notice_the_result_page_asks_wechat(phone, sku, member, sandbox, wish):
    sandbox.post("/steering", action="hold")
    phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    order = orders.orders_of_member(member.id)[0]
    payment = sandbox.get("/payments")["payments"][0]
    sandbox.pay(payment["out_trade_no"])

    answers = [phone.get(f"/pay/{order.number}/status?n={n}", headers=HTMX, base_url=SHOP) for n in range(3)]

    assert answers[-1].status_code == 286
    assert "支付成功" in answers[-1].text
    assert inventory.levels([sku.id])[sku.id] == inventory.Level(4, 0)


def test_cancelling_closes_at_wechat_first(phone, sku, member, sandbox, wish):
    phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    order = orders.orders_of_member(member.id)[0]
    answer = phone.post(f"/orders/{order.number}/cancellation", base_url=SHOP)
    assert answer.status_code == 303
    assert orders.orders_of_member(member.id)[0].state == "closed"
    assert sandbox.get("/payments")["payments"][0]["trade_state"] == "CLOSED"
    assert inventory.sellable(sku.id) == 5


def test_with_wechat_away_the_order_is_kept_and_can_be_paid_later(phone, sku, member, sandbox, wish):
    sandbox.post("/faults", path="/v3/*", status=503, body="")
    answer = phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    assert answer.status_code == 200
    assert "pay" not in answer.json
    order = orders.orders_of_member(member.id)[0]
    sandbox.delete("/faults")
    again = phone.post(f"/orders/{order.number}/payment", headers=HTMX, base_url=SHOP)
    assert "pay" in again.json


def test_the_cart_page_sums_up_and_its_lines_change(phone, sku, member):
    added = phone.post("/cart", data={"sku_id": sku.id, "qty": "2"}, headers=HTMX, base_url=SHOP)
    assert (added.status_code, '"n": 2' in added.headers["HX-Trigger"]) == (204, True)
    assert "¥240.00" in phone.get("/cart", base_url=SHOP).text
    changed = phone.post(f"/cart/lines/{sku.id}", data={"qty": "1"}, headers=HTMX, base_url=SHOP)
    assert "¥120.00" in changed.text
    gone = phone.post("/cart/removals", data={"sku_id": sku.id}, headers=HTMX, base_url=SHOP)
    assert "购物车还是空的" in gone.text


def test_an_empty_cart_suggests_what_sells(client, sku):
    assert "山岚保温杯" in client.get("/cart", base_url=SHOP).text


def test_the_till_shows_address_goods_and_sum(phone, sku, member, wish):
    with transaction():
        checkout.add_to_cart(member.id, sku.id, 1)
    page = phone.get("/checkout", base_url=SHOP).text
    assert "138****6621" in page
    assert "¥120.00" in page
    key = re.search(r'name="request_key" value="([^"]+)"', page).group(1)
    answer = phone.post(
        "/orders",
        data=wish(sku, request_key=key, expected_total_fen="12000", **{"from": "cart"}),
        headers=HTMX,
        base_url=SHOP,
    )
    assert answer.status_code == 200
    assert "购物车还是空的" in phone.get("/cart", base_url=SHOP).text


def test_orders_of_others_are_not_found(phone, client, sku, member, sandbox, wish):
    phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    number = orders.orders_of_member(member.id)[0].number
    sign_in(client, a_member(openid=sandbox.openid("zhou")))
    for path in (f"/orders/{number}", f"/pay/{number}", f"/pay/{number}/status"):
        assert client.get(path, base_url=SHOP).status_code == 404
    for path in ("payment", "cancellation", "receipt", "urge", "repeat"):
        assert client.post(f"/orders/{number}/{path}", base_url=SHOP).status_code == 404


def test_order_pages_show_every_state(phone, sku, member, wish):
    phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    order = orders.orders_of_member(member.id)[0]
    for state, words in {
        "placed": "等待付款",
        "paid": "商家正在准备",
        "shipped": "运输中",
        "completed": "已完成",
        "closed": "订单已关闭",
        "refunded": "已退款",
    }.items():
        with transaction() as session:
            row = orders.own_order(order.number, member.id)
            session.execute(type(row).__table__.update().where(type(row).__table__.c.id == row.id).values(state=state))
        assert words in phone.get(f"/orders/{order.number}", base_url=SHOP).text
        assert order.number in phone.get("/orders", base_url=SHOP).text


def other_address(member, **values):
    with transaction():
        return members.save_address(member.id, ADDRESS | {"name": "李雷", "detail": "淮海中路 9 号"} | values)


@pytest.mark.parametrize("shown", ["removed", "another member's", "garbage", "", None])
def test_an_order_never_goes_to_an_address_that_was_not_shown(phone, sku, member, wish, shown):
    removed = other_address(member)
    with transaction():
        members.delete_address(member.id, removed.id)
        stranger = a_member()
        foreign = members.save_address(stranger.id, ADDRESS)
    asked = {"removed": str(removed.id), "another member's": str(foreign.id)}.get(shown, shown)
    form = {name: value for name, value in wish(sku, address_id=asked).items() if value is not None}

    page = f"/p/{sku.product_id}?group=3"
    tapped = phone.post("/orders", data=form, headers=HTMX | {"HX-Current-URL": SHOP + page}, base_url=SHOP)
    plain = phone.post("/orders", data=form, headers={"Referer": SHOP + page}, base_url=SHOP)

    words = "收货地址已删除，请重新选择" if asked else "请选择收货地址"
    assert (tapped.status_code, words in tapped.text, "HX-Redirect" in tapped.headers) == (422, True, False)
    assert (plain.status_code, words in plain.text, f'href="{page}"' in plain.text) == (422, True, True)
    assert orders.orders_of_member(member.id) == []
    assert inventory.sellable(sku.id) == 5


def test_at_the_till_the_way_to_choose_again_stands_beside_the_refusal(phone, sku, wish):
    form = wish(sku, address_id="404", **{"from": "cart"})
    assert 'href="/checkout"' in phone.post("/orders", data=form, headers=HTMX, base_url=SHOP).text


def test_the_address_that_was_chosen_is_the_one_it_goes_to(phone, sku, member, wish):
    chosen = other_address(member)
    assert phone.post("/orders", data=wish(sku, address_id=chosen.id), headers=HTMX, base_url=SHOP).status_code == 200
    assert orders.orders_of_member(member.id)[0].recipient["detail"] == "淮海中路 9 号"


@pytest.mark.parametrize(
    "junk",
    [
        {"mode": "GROUP"}, {"mode": ""}, {"mode": "single "}, {"mode": "group"}, {"mode": "group", "activity_id": ""},
        {"expected_total_fen": "-3700"}, {"expected_total_fen": "12000.0"}, {"expected_total_fen": ""},
        {"expected_total_fen": "１２０００"}, {"expected_total_fen": "9" * 12},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_not_taken_for_a_plain_purchase_at_any_price(phone, sku, member, wish, junk):
    answer = phone.post("/orders", data=wish(sku, **junk), headers=HTMX, base_url=SHOP)
    assert answer.status_code == 422
    assert "notice" in answer.text
    assert orders.orders_of_member(member.id) == []


def test_who_leaves_orders_unpaid_is_led_to_them_before_placing_another(phone, sku, member, wish):
    with transaction():
        settings.MAX_UNPAID.set(2)
    first, second, third = [
        phone.post("/orders", data=wish(sku, request_key=f"k{n}"), headers=HTMX, base_url=SHOP) for n in range(3)
    ]
    plain = phone.post("/orders", data=wish(sku, request_key="k3"), base_url=SHOP)

    assert [first.status_code, second.status_code, third.status_code, plain.status_code] == [200, 200, 409, 409]
    for refused in (third, plain):
        assert "你有 2 个订单还没有付款" in refused.text
        assert 'href="/orders?s=placed"' in refused.text
    assert inventory.sellable(sku.id) == 3
    again = phone.post("/orders", data=wish(sku, request_key="k1"), headers=HTMX, base_url=SHOP)
    assert again.json["result_url"] == second.json["result_url"]  # a repeated tap is no further order
    number = first.json["result_url"].rpartition("/")[2]
    phone.post(f"/orders/{number}/cancellation", base_url=SHOP)
    assert phone.post("/orders", data=wish(sku, request_key="k2"), headers=HTMX, base_url=SHOP).status_code == 200


class Counted:
    """The real gateway, and how often it was asked about a payment."""

    def __init__(self, real):
        self._real, self.queries = real, 0

    def __getattr__(self, name):
        self.queries += name == "query"
        return getattr(self._real, name)


@pytest.fixture
def counted():
    real = gateway()
    found = Counted(real)
    gateway.fill(found)
    yield found
    gateway.fill(real)


def test_how_often_wechat_is_asked_is_not_the_pages_to_say(phone, sku, member, wish, counted):
    phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    number = orders.orders_of_member(member.id)[0].number
    with time_machine.travel(clock.now(), tick=False) as travel:
        for n in (2, 2, 5, 2, 0, 999):
            assert phone.get(f"/pay/{number}/status?n={n}", headers=HTMX, base_url=SHOP).status_code == 200
        assert counted.queries == 1
        travel.shift(timedelta(seconds=3))
        for n in (0, 1, 2):
            phone.get(f"/pay/{number}/status?n={n}", headers=HTMX, base_url=SHOP)
        assert counted.queries == 2


def test_right_after_wechats_sheet_nothing_is_offered_to_pay_with(phone, sku, member, wish):
    phone.post("/orders", data=wish(sku), headers=HTMX, base_url=SHOP)
    number = orders.orders_of_member(member.id)[0].number

    def look(path):
        return phone.get(f"/pay/{number}{path}", headers=HTMX, base_url=SHOP).text

    for calm in (look("?said=paid"), look("/status?n=5&said=paid")):
        assert "正在确认支付结果" in calm
        assert "继续支付" not in calm.split('id="pay-failed"')[0]
        assert "我已支付" not in calm
        assert "said=paid" in calm  # the next look knows it as well
    later = look("/status?n=9&said=paid")
    assert re.search(r'<a class="btn p w"[^>]*>我已支付', later)
    assert re.search(r'<button class="btn s w"[^>]*>继续支付', later)
    assert re.search(r'<button class="btn p w"[^>]*>继续支付', look(""))  # who comes later may not have paid at all
