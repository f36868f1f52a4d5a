"""What only a browser sees of the desk: widths, and what lies over what."""

import pytest
from playwright.sync_api import Browser, Page, expect

from commerce.catalog import actions
from kernel.db import db
from tenants import settings
from tests.admin.test_looks import browser_type_launch_args as browser_type_launch_args
from tests.admin.test_looks import desk_url as desk_url
from tests.admin.test_orders_list import paid
from tests.support.desk import PASSWORD, a_staff
from tests.support.pictures import a_picture

pytestmark = pytest.mark.slow


def signed_in(browser: Browser, desk_url: str, shop: int, role: str, path: str) -> Page:
    """A phone at a page of the desk."""
    person = a_staff(shop, role)
    page = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{desk_url}/admin/login?next={path}")
    page.fill("[name=login]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"**{path}")
    return page


@pytest.fixture
def desk(browser: Browser, desk_url: str, busy_shop: int) -> Page:
    media = actions.store_image(a_picture(), "a.jpg")
    settings.BANNERS.set([{"media_id": media.id, "label": "夏日新品", "link": "/activity"}])
    db.session.commit()
    return signed_in(browser, desk_url, busy_shop, "operations", "/admin/shop/banners")


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


def test_tracking_numbers_are_pasted_as_a_column_or_beside_their_orders(
    browser: Browser, desk_url: str, busy_shop: int
) -> None:
    first, second = paid(), paid()
    desk = signed_in(browser, desk_url, busy_shop, "warehouse", "/admin/orders")
    desk.get_by_label(f"选择订单 {first.number}").check()
    desk.get_by_label(f"选择订单 {second.number}").check()
    desk.get_by_role("button", name="批量发货").click()
    button, card = desk.get_by_role("button", name="检查").bounding_box(), desk.locator("main .card").bounding_box()
    assert button
    assert card
    assert button["x"] + button["width"] <= card["x"] + card["width"] - 12  # not on the card's edge
    boxes = desk.locator("[data-column]")
    expect(boxes).to_have_count(2)
    pasted = """(box, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", text);
      box.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
    }"""
    boxes.first.evaluate(pasted, "SF1000000000001\r\n SF1000000000002 \n")
    assert [box.input_value() for box in boxes.all()] == ["SF1000000000001", "SF1000000000002"]
    boxes.first.evaluate(pasted, f"{second.number}\t顺丰\tSF1000000000003\n{first.number}\t顺丰\tSF1000000000004")
    by_order = {box.get_attribute("data-column"): box.input_value() for box in boxes.all()}
    assert by_order == {first.number: "SF1000000000004", second.number: "SF1000000000003"}
    desk.context.close()
