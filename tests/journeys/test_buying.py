"""A shopper buys in two taps, the merchant ships, Tmall and JD stay in step."""

import pytest

from tests.journeys.shopping import Taps, arrive, confirm_in_wechat, have_an_address, paid_order, see_the_sheet

PRODUCT = """
SELECT p.id FROM products p JOIN skus s ON (s.tenant_id, s.product_id) = (p.tenant_id, p.id)
JOIN stocks k ON (k.tenant_id, k.sku_id) = (s.tenant_id, s.id)
JOIN listings l ON (l.tenant_id, l.sku_id) = (s.tenant_id, s.id)
WHERE p.tenant_id = %s AND p.state = 'shelved' AND k.on_hand - k.reserved > 20
  AND NOT EXISTS (SELECT 1 FROM group_activities a WHERE (a.tenant_id, a.product_id) = (p.tenant_id, p.id))
GROUP BY p.id HAVING count(DISTINCT l.account_id) = 2 ORDER BY p.id LIMIT 1
"""


@pytest.fixture
def product(demo):
    """A product on the shelf that Tmall and JD sell too."""
    tenant_id = demo.shop("shanlan")["tenant_id"]
    return demo.until(lambda: demo.one(PRODUCT, tenant_id), what="the goods are matched with Tmall and JD", seconds=60)


def line_of(demo, number):
    [(sku_id, code, order_id)] = demo.rows(
        "SELECT l.sku_id, l.sku_code, o.id FROM orders o JOIN order_lines l "
        "ON (l.tenant_id, l.order_id) = (o.tenant_id, o.id) WHERE o.number = %s", number,
    )  # fmt: skip
    return sku_id, code, order_id


def sellable(demo, sku_id):
    return demo.one("SELECT sum(on_hand - reserved)::int FROM stocks WHERE sku_id = %s AND tenant_id = %s", sku_id,
                    demo.shop("shanlan")["tenant_id"])  # fmt: skip


def shown_remotely(demo, code):
    """What each platform shows of a SKU by our code."""
    tenant_id = demo.shop("shanlan")["tenant_id"]
    keys = dict(demo.rows("SELECT platform, app_key FROM channel_accounts WHERE tenant_id = %s", tenant_id))
    return {
        platform: demo.sandbox("GET", f"{path}/stock?app_key={keys[platform]}")["stock"].get(code)
        for platform, path in (("tmall", "taobao"), ("jd", "jd"))
    }


def at_the_sheet(page, demo, product):
    """Somebody with an address has opened the buy sheet of a product."""
    have_an_address(page, demo, "shanlan")
    arrive(page, demo, "shanlan", f"/p/{product}")
    page.locator(".act .cta button.p").tap()
    see_the_sheet(page)
    return page


def test_from_a_product_link_to_paid_in_two_taps_to_shipped(phone, desk, demo, product):
    page = phone("lin")
    have_an_address(page, demo, "shanlan")
    arrive(page, demo, "shanlan", f"/p/{product}")
    taps = Taps(page)

    taps.tap(".act .cta button.p")
    see_the_sheet(page)
    taps.tap("#buy-sheet button[type=submit]")
    confirm_in_wechat(page)
    number = paid_order(page)

    assert taps.count == 2
    sku_id, code, order_id = line_of(demo, number)
    notice = demo.one("SELECT count(*) FROM facts WHERE subject = %s AND name = 'OrderPaid'", f"order:{order_id}")
    assert notice == 1
    level = sellable(demo, sku_id)
    demo.until(
        lambda: set(shown_remotely(demo, code).values()) == {level}, what=f"Tmall and JD show {level}", seconds=10
    )

    ship(desk("shanlan", "owner"), demo, number, "SF1234567890123")

    page.goto(f"{demo.shop('shanlan')['storefront']}/orders/{number}")
    page.wait_for_selector("text=SF1234567890123")
    assert demo.one("SELECT state FROM orders WHERE number = %s", number) == "shipped"


def ship(page, demo, number, tracking_number):
    page.goto(f"{demo.urls['admin']}/admin/orders?q={number}")
    page.click(f"a:has-text('{number}')")
    page.locator("main a:has-text('发货'), main button:has-text('发货')").first.click()
    page.wait_for_selector("[name=tracking_number]")
    page.select_option("[name=carrier]", "SF")
    page.fill("[name=tracking_number]", tracking_number)
    page.locator("dialog button[type=submit], form:has([name=tracking_number]) button[type=submit]").first.click()
    demo.until(lambda: demo.one("SELECT state FROM orders WHERE number = %s", number) == "shipped", what="shipped")


def test_an_order_from_tmall_is_imported_once_and_gets_its_tracking_number(desk, demo, product):
    tenant_id = demo.shop("shanlan")["tenant_id"]
    [(code, sku_id)] = demo.rows(
        "SELECT code, id FROM skus WHERE tenant_id = %s AND product_id = %s ORDER BY position LIMIT 1",
        tenant_id,
        product,
    )
    app_key = demo.one("SELECT app_key FROM channel_accounts WHERE tenant_id = %s AND platform = 'tmall'", tenant_id)
    before = sellable(demo, sku_id)
    demo.until(lambda: (shown_remotely(demo, code)["tmall"] or 0) >= 2, what="Tmall has the stock", seconds=120)

    made = demo.sandbox("POST", "taobao/orders", app_key=app_key, lines=[{"outer_id": code, "quantity": 2}], paid=True)
    remote = str(made.get("tid") or made["order"]["tid"])
    number = demo.until(
        lambda: demo.one("SELECT number FROM orders WHERE tenant_id = %s AND remote_number = %s", tenant_id, remote),
        what="the order is imported", seconds=120,
    )  # fmt: skip
    demo.sandbox("POST", f"taobao/orders/{remote}/touch")

    demo.until(lambda: sellable(demo, sku_id) == before - 2, what="the shared stock is taken", seconds=60)
    ship(desk("shanlan", "owner"), demo, number, "SF1234567890124")
    demo.until(
        lambda: "SF1234567890124" in str(demo.sandbox("GET", "shipments")),
        what="Tmall has the tracking number",
        seconds=30,
    )
    demo.until(lambda: shown_remotely(demo, code)["jd"] == before - 2, what="JD shows the level", seconds=60)
    assert demo.one("SELECT count(*) FROM orders WHERE tenant_id = %s AND remote_number = %s", tenant_id, remote) == 1


def test_what_was_chosen_survives_adding_an_address_on_the_way(phone, demo, product):
    page = phone("new")
    arrive(page, demo, "shanlan", f"/p/{product}")
    page.locator(".act .cta .s").tap()
    see_the_sheet(page)
    assert page.locator("#buy-pay button[type=submit]").first.inner_text().strip() == "加入购物车"
    page.locator("#buy-sheet [data-step='1']").tap()
    assert page.locator("#buy-pay button").first.is_disabled()  # its total is not true for two pieces
    page.locator("#buy-pay[data-for*=':2:'] button:enabled").first.tap()
    page.wait_for_selector("#buy-sheet:not(.on)", state="attached")
    assert page.inner_text("[data-cart-count]") == "2"

    page.locator(".act .cta .p").tap()
    page.locator("#buy-pay[data-for$=':pay'] button[type=submit]:enabled").tap()

    page.wait_for_url("**/p/*?address=*")  # the sandbox gives the address that WeChat keeps
    see_the_sheet(page)
    assert page.input_value("#buy-sheet [name=qty]") == "2"
    assert page.locator("#buy-address [name=address_id]").count() == 1
    page.locator("#buy-pay[data-for*=':2:'] button[type=submit]:enabled").tap()
    confirm_in_wechat(page)
    assert paid_order(page)


def test_more_than_there_are_is_said_and_an_order_is_cancelled_only_after_a_question(phone, demo, product):
    page = at_the_sheet(phone("yan"), demo, product)
    page.fill("#buy-sheet [name=qty]", "5000")
    page.locator("#buy-sheet [name=qty]").blur()
    page.wait_for_selector(".toasts :text('数量已改')")
    page.locator("#buy-sheet [name=qty]").fill("1")
    page.locator("#buy-sheet [name=qty]").blur()
    page.locator("#buy-pay[data-for*=':1:'] button[type=submit]:enabled").first.tap()
    page.locator("[data-sandbox-pay=cancel]").tap()
    page.wait_for_selector("#pay-failed.on")

    page.locator("[data-pay-later]").tap()
    page.wait_for_url("**/orders")
    cancel = page.locator("main button:text-is('取消订单')")  # the question has a button of the same name
    cancel.first.tap()
    page.locator("#question button:text-is('返回')").tap()
    assert cancel.count() == 1  # still there
    cancel.first.tap()
    page.locator("#question button.d").tap()
    page.wait_for_url("**/orders/E*")
    page.wait_for_selector("h1:text('订单已关闭')")


def test_a_cancelled_payment_leads_on(phone, demo, product):
    page = at_the_sheet(phone("jie"), demo, product)
    page.locator("#buy-sheet button[type=submit]").tap()
    page.locator("[data-sandbox-pay=cancel]").tap()

    page.wait_for_selector("#pay-failed.on")
    assert page.locator("#pay-failed :text('联系客服帮我处理')").is_visible()
    page.locator("#pay-failed [data-pay-again]").tap()
    confirm_in_wechat(page)
    assert paid_order(page)


@pytest.mark.parametrize("height", [844, 664])
def test_the_first_screen_shows_price_and_selling_points(phone, demo, height):
    page = phone("chen", height=height)
    product = demo.one(
        "SELECT product_id FROM group_activities WHERE tenant_id = %s ORDER BY id LIMIT 1",
        demo.shop("shanlan")["tenant_id"],
    )
    arrive(page, demo, "shanlan", f"/p/{product}")
    bar = page.locator(".act").bounding_box()["y"]
    for selector in (".band", ".usp"):
        box = page.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= bar, selector
