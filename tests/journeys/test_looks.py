"""Screens on the running system: axe without violations, no sideways scroll, no errors in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.screens import examine, listen
from tests.journeys.shopping import arrive, start_group

GUEST_PAGES = ["/", "/login", "/me", "/cart", "/p/999999999", "/nothing/here"]
MEMBER_PAGES = [
    "/", "/c", "/c/{category}", "/search", "/search?q=杯", "/search?q=没有的东西", "/p/{plain}", "/p/{group}",
    "/p/{sold_out}", "/p/{plain}/buy", "/p/{group}/buy?mode=group",
    "/p/{group}/buy?group={open}&mode=group", "/cart", "/checkout", "/groups", "/g/{open}", "/g/{succeeded}",
    "/g/{failed}",
    "/p/{group}?group={open}", "/p/{over}?group={failed}", "/me", "/me/profile", "/me/favorites", "/me/addresses",
    "/me/addresses?next=/checkout", "/me/addresses/new", "/me/titles", "/login?way=phone", "/orders",
    "/orders?s=refunded", "/refunds", "/about", "/service",
]  # fmt: skip
ORDER_STATES = ("placed", "paid", "shipped", "completed", "closed", "refunded")
ADMIN_PAGES = ["/admin/", "/admin/orders", "/admin/catalog/products", "/admin/staff", "/admin/audit"]


def check(page, path):
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(height, 6000)})
    found = Axe().run(page)
    assert found.violations_count == 0, f"{path}: {found.generate_report()[:2000]}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


PRODUCT = """
SELECT p.id FROM products p WHERE p.tenant_id = %s AND p.state = 'shelved'
AND NOT EXISTS (SELECT 1 FROM group_activities a WHERE a.product_id = p.id AND a.state = 'running')
AND (SELECT coalesce(sum(k.on_hand - k.reserved), 0) FROM skus s JOIN stocks k ON k.sku_id = s.id
     WHERE s.product_id = p.id) {} ORDER BY p.id LIMIT 1
"""
GROUP = "SELECT id FROM groups WHERE tenant_id = %s AND state = '{}' ORDER BY id DESC LIMIT 1"
OVER = "SELECT activity_id FROM groups WHERE tenant_id = a.tenant_id AND state = 'failed' ORDER BY id DESC LIMIT 1"
OLDER = """
UPDATE orders SET member_id = %s WHERE tenant_id = %s AND id IN (
  SELECT DISTINCT ON (state, kind) id FROM orders WHERE tenant_id = %s AND source = 'wechat' AND member_id IS NOT NULL
  ORDER BY state, kind, id DESC)
"""


@pytest.fixture
def numbers(demo):
    """What the addresses of the shop's pages name."""

    def one(sql):
        return demo.one(sql, demo.shop("shanlan")["tenant_id"]) or 999_999_999

    running = "FROM group_activities WHERE tenant_id = %s AND state = 'running' ORDER BY id LIMIT 1"
    return {
        "plain": one(PRODUCT.format("> 20")),
        "sold_out": one(PRODUCT.format("= 0")),
        "group": one(f"SELECT product_id {running}"),
        "category": one("SELECT max(category_id) FROM products WHERE tenant_id = %s AND state = 'shelved'"),
        "over": one(f"SELECT a.product_id FROM group_activities a WHERE tenant_id = %s AND id = ({OVER})"),
        **{state: one(GROUP.format(state)) for state in ("succeeded", "failed")},
    }


def live_a_little(page, demo, numbers):
    """An address, an open group, a full basket, a favourite, an order to pay for and older ones in every state."""
    numbers["open"] = start_group(page, demo, numbers["group"])[1].rsplit("/", 1)[1]
    arrive(page, demo, "shanlan", f"/p/{numbers['plain']}")
    page.evaluate("""async () => {
      const body = new URLSearchParams(new FormData(document.querySelector("form[data-pay]")));
      for (const path of ["/cart", "/orders", `${location.pathname}/favourite`])
        await fetch(path, { method: "POST", body, headers: { "HX-Request": "true" } });
    }""")
    tenant_id = demo.shop("shanlan")["tenant_id"]
    me = demo.one("SELECT max(id) FROM members WHERE tenant_id = %s", tenant_id)
    demo.rows(OLDER, me, tenant_id, tenant_id)
    return dict(demo.rows("SELECT DISTINCT ON (state) state, number FROM orders WHERE member_id = %s", me))


def test_every_page_of_the_shop_at_both_widths_in_light_and_dark(phone, demo, numbers):
    guest, page = phone("nobody", is_wechat=False, scale=1), phone("looks", scale=1)
    complaints, wrong = [*listen(guest), *listen(page)], []
    for path in GUEST_PAGES:
        arrive(guest, demo, "shanlan", path)
        wrong += examine(guest)
    orders = live_a_little(page, demo, numbers)
    assert set(orders) >= set(ORDER_STATES)
    own = [f"/{kind}/{number}" for kind in ("orders", "pay") for number in orders.values()]
    own += [f"/orders/{orders[state]}/refund" for state in ("paid", "shipped", "completed")]
    for path in [*MEMBER_PAGES, *own]:
        arrive(page, demo, "shanlan", path.format(**numbers))
        wrong += examine(page)
    assert wrong == []
    assert complaints == []


def test_a_suspended_shop(phone, demo):
    page, slug = phone("nobody", is_wechat=False), "qinghe"
    tenant_id = demo.shop(slug)["tenant_id"]
    demo.rows("UPDATE tenants SET state = 'suspended' WHERE id = %s", tenant_id)
    try:
        demo.until(lambda: page.goto(demo.shop(slug)["storefront"]).status == 503, what="the shop is closed")
        assert examine(page) == []
    finally:
        demo.rows("UPDATE tenants SET state = 'active' WHERE id = %s", tenant_id)


def test_admin_pages(desk, demo):
    page = desk("zhiyun", "owner")
    for path in ADMIN_PAGES:
        answer = page.goto(demo.urls["admin"] + path)
        assert answer.status == 200, path
        page.set_viewport_size({"width": 1440, "height": 900})
        check(page, path)


def test_browsing_works_without_javascript(phone, demo):
    page = phone("lin", javascript=False)
    arrive(page, demo, "zhiyun", "/")
    arrive(page, demo, "zhiyun", page.locator("main a[href^='/p/']").first.get_attribute("href"))
    assert page.locator(".band, .price").first.is_visible()
    assert page.locator("h1").count() == 1
    page.locator(".act .cta button.p").tap()
    page.wait_for_url("**/buy?*")
    assert page.locator("form[action='/orders'] button[type=submit]").is_visible()
