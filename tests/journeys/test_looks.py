"""Screens on the running system: axe without violations, no sideways scroll, no errors in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.shopping import arrive

SHOP_PAGES = [
    "/",
    "/c",
    "/search?q=杯",
    "/search?q=没有的东西",
    "/cart",
    "/groups",
    "/me",
    "/login",
    "/about",
    "/service",
    "/p/999999999",
]
ADMIN_PAGES = ["/admin/", "/admin/orders", "/admin/catalog/products", "/admin/staff", "/admin/audit"]


def check(page, path):
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(height, 6000)})
    found = Axe().run(page)
    assert found.violations_count == 0, f"{path}: {found.generate_report()[:2000]}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_shop_pages(phone, demo, dark):
    page = phone("lin", dark=dark)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    product = demo.one(
        "SELECT product_id FROM group_activities WHERE tenant_id = %s ORDER BY id LIMIT 1",
        demo.shop("zhiyun")["tenant_id"],
    )
    for path in [*SHOP_PAGES, f"/p/{product}"]:
        arrive(page, demo, "zhiyun", path)
        page.set_viewport_size({"width": 390, "height": 844})
        check(page, path)
    assert complaints == []


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
