"""What only a browser sees of the desk: widths, and what lies over what."""

import pytest
from playwright.sync_api import Browser, Page

from commerce.catalog import actions
from kernel.db import db
from tenants import settings
from tests.admin.test_looks import browser_type_launch_args as browser_type_launch_args
from tests.admin.test_looks import desk_url as desk_url
from tests.support.desk import PASSWORD, a_staff
from tests.support.pictures import a_picture

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(browser: Browser, desk_url: str, busy_shop: int) -> Page:
    person = a_staff(busy_shop, "operations")
    media = actions.store_image(a_picture(), "a.jpg")
    settings.BANNERS.set([{"media_id": media.id, "label": "夏日新品", "link": "/activity"}])
    db.session.commit()
    page = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{desk_url}/admin/login?next=/admin/shop/banners")
    page.fill("[name=login]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/shop/banners")
    return page


def test_the_banners_fit_a_phone_and_a_toast_leaves_the_save_bar_free(desk: Page) -> None:
    assert desk.evaluate("document.documentElement.scrollWidth") == 390
    for width in (390, 1280):
        desk.set_viewport_size({"width": width, "height": 844})
        desk.get_by_label("说明").first.fill(f"改过 {width}")
        error = "document.dispatchEvent(new CustomEvent('toast', {detail: {level: 'error', text: '没有成功'}}))"
        desk.evaluate(error)
        toast, bar = desk.locator("#toasts").bounding_box(), desk.locator("[data-save-bar]").bounding_box()
        assert toast
        assert bar
        assert toast["y"] + toast["height"] <= bar["y"] or toast["y"] >= bar["y"] + bar["height"]
    desk.context.close()
