"""What the small scripts do, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

BRIDGE = """window.WeixinJSBridge = {invoke: (name, params, done) => {
  (window.asked ??= []).push([name, params]);
  done({err_msg: window.verdict});
}}"""


@pytest.fixture
def shop(page: Page, gallery_url: str) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{gallery_url}/storefront", wait_until="networkidle")
    return page


@pytest.fixture
def admin(page: Page, gallery_url: str) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{gallery_url}/admin", wait_until="networkidle")
    return page


def open_sheet(shop: Page) -> None:
    shop.get_by_role("button", name="发起拼团").click()
    expect(shop.locator("#buy-sheet")).to_have_class("sheet on")


def test_a_double_click_sends_a_form_once(admin: Page) -> None:
    sent = admin.evaluate("""() => {
      let count = 0;
      addEventListener("submit", (event) => { if (!event.defaultPrevented) count += 1; event.preventDefault(); });
      const form = Object.assign(document.createElement("form"), { method: "post", innerHTML: "<button>X</button>" });
      document.body.append(form);
      form.querySelector("button").click();
      form.querySelector("button").click();
      return [count, form.querySelector("button").className];
    }""")
    assert sent == [1, "busy"]


def test_a_read_only_visitor_cannot_press_what_would_change_something(page: Page, gallery_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{gallery_url}/admin?banner=1", wait_until="networkidle")
    assert page.locator("form[method=post] [type=submit]:enabled, button[hx-post]:enabled").all_text_contents() == [
        "结束代登录", "退出",
    ]  # fmt: skip
    page.get_by_label("更多操作 E20250606103218").click()
    page.get_by_role("link", name="备注").first.click()
    expect(page.locator("#dialog").get_by_role("button", name="发货")).to_be_disabled()
    page.keyboard.press("Escape")
    page.evaluate("""() => {
      const row = "<form method=post id=row><button>我来跟进</button><button type=button>看看</button></form>";
      document.querySelector("main").insertAdjacentHTML("beforeend", row);
      document.querySelector("#row").dispatchEvent(new CustomEvent("htmx:load", {bubbles: true}));
    }""")
    expect(page.get_by_role("button", name="我来跟进")).to_be_disabled()  # a button without a type submits as well
    expect(page.get_by_role("button", name="看看")).to_be_enabled()


def test_sheet_takes_the_focus_and_gives_it_back(shop: Page) -> None:
    open_sheet(shop)
    expect(shop.locator("#buy-sheet")).to_be_focused()
    assert shop.evaluate("document.querySelector('main').inert") is True
    shop.keyboard.press("Escape")
    expect(shop.get_by_role("button", name="发起拼团")).to_be_focused()
    assert shop.evaluate("document.querySelector('main').inert") is False


def test_back_closes_the_sheet_and_stays_on_the_page(shop: Page) -> None:
    open_sheet(shop)
    shop.go_back()
    expect(shop.locator("#buy-sheet")).not_to_have_class("sheet on")
    assert shop.url.endswith("/storefront")


def test_closing_one_sheet_opens_no_other(shop: Page) -> None:
    open_sheet(shop)
    shop.keyboard.press("Escape")
    expect(shop.locator("#buy-sheet")).not_to_have_class("sheet on")
    expect(shop.locator(".sheet.on")).to_have_count(0)


def test_a_link_to_buying_opens_the_sheet_once(page: Page, gallery_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{gallery_url}/storefront?buy=1#wechat_redirect")
    expect(page.locator("#buy-sheet")).to_have_class("sheet on")
    assert page.evaluate("location.hash") == ""


def test_options_mark_sold_out_and_keep_the_price_in_step(shop: Page) -> None:
    open_sheet(shop)
    sheet = shop.locator("#buy-sheet")
    expect(sheet.locator("[data-sku-price]")).to_have_text("79")
    expect(sheet.get_by_label("夜幕蓝")).to_be_disabled()
    sheet.get_by_label("350ml").check()
    expect(sheet.get_by_label("燕麦白")).to_be_checked()
    expect(sheet.locator("[data-sku-price]")).to_have_text("59")
    expect(sheet.locator("[data-sku-chosen]")).to_have_text("已选 燕麦白，350ml")
    assert sheet.locator("[name=sku_id]").input_value() == "3"


def test_quantity_stays_within_its_limits(shop: Page) -> None:
    open_sheet(shop)
    sheet = shop.locator("#buy-sheet")
    sheet.get_by_role("button", name="增加").click()
    expect(sheet.locator("[name=qty]")).to_have_value("2")
    expect(sheet.get_by_role("button", name="增加")).to_be_disabled()


def test_paying_asks_wechat_and_goes_to_the_result(shop: Page) -> None:
    shop.evaluate(BRIDGE)
    shop.evaluate("window.verdict = 'get_brand_wcpay_request:ok'")
    open_sheet(shop)
    shop.get_by_role("button", name="微信支付 ¥74.00").last.click()
    shop.wait_for_url("**/bare?key=k1&sku=1")
    expect(shop.get_by_role("heading", name="登录")).to_be_visible()


def test_a_cancelled_payment_can_be_asked_again_with_the_same_parameters(shop: Page) -> None:
    shop.evaluate(BRIDGE)
    shop.evaluate("window.verdict = 'get_brand_wcpay_request:cancel'")
    open_sheet(shop)
    shop.get_by_role("button", name="微信支付 ¥74.00").last.click()
    expect(shop.get_by_role("dialog", name="还没有付款成功")).to_be_visible()
    shop.get_by_role("button", name="继续支付").click()
    assert shop.evaluate("window.asked.length") == 2
    assert shop.evaluate("JSON.stringify(window.asked[0]) === JSON.stringify(window.asked[1])")


def test_a_changed_price_is_shown_and_the_sheet_stays(shop: Page) -> None:
    open_sheet(shop)
    sheet = shop.locator("#buy-sheet")
    sheet.get_by_role("button", name="增加").click()
    sheet.get_by_role("button", name="微信支付").click()
    expect(sheet.get_by_role("alert")).to_have_text("价格已更新 ¥74 → ¥79")
    expect(sheet.get_by_role("button", name="微信支付")).to_be_enabled()


def test_toasts_come_from_events_and_errors_stay(shop: Page) -> None:
    shop.evaluate("document.dispatchEvent(new CustomEvent('toast', {detail: {level: 'error', text: '没有成功'}}))")
    toast = shop.locator("#toasts .toast")
    expect(toast).to_contain_text("没有成功")
    toast.get_by_role("button", name="知道了").click()
    expect(toast).to_have_count(0)
    shop.evaluate("document.dispatchEvent(new CustomEvent('cart', {detail: {n: 8}}))")
    expect(shop.locator(".act [data-cart-count]")).to_have_text("8")


def test_a_failure_is_told_once(admin: Page) -> None:
    said = json.dumps({"toast": {"level": "error", "text": "已经发货"}})
    admin.route("**/refused", lambda route: route.fulfill(status=500, headers={"HX-Trigger": said}))
    admin.route("**/silent", lambda route: route.fulfill(status=500))
    toasts = admin.locator("#toasts .toast")
    admin.evaluate("htmx.ajax('GET', '/silent', { source: document.body, swap: 'none' })")
    expect(toasts).to_have_count(1)
    admin.evaluate("htmx.ajax('GET', '/refused', { source: document.body, swap: 'none' })")
    expect(toasts.filter(has_text="已经发货")).to_have_count(1)
    expect(toasts).to_have_count(2)


def test_ticking_rows_shows_the_bulk_bar_and_all_matched(admin: Page) -> None:
    bar = admin.get_by_role("region", name="批量操作")
    expect(bar).to_contain_text("已选 1 单")
    admin.get_by_label("选择本页全部订单").check()
    expect(bar).to_contain_text("已选 5 单")
    bar.get_by_role("button", name="选择全部 1,284 单").click()
    expect(bar).to_contain_text("已选 1,284 单")
    assert admin.locator("[name=all_matched]").input_value() == "1"
    bar.get_by_role("button", name="取消选择").click()
    expect(bar).to_be_hidden()


def test_a_fragment_opens_in_the_dialog_and_esc_returns(admin: Page) -> None:
    admin.get_by_label("更多操作 E20250606103218").click()
    admin.get_by_role("link", name="备注").first.click()
    dialog = admin.get_by_role("dialog", name="发货")
    admin.wait_for_selector("#dialog[open]:not(.htmx-settling)")  # settling, htmx focuses what it likes
    expect(dialog.get_by_label("物流单号")).to_be_focused()
    admin.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_risky_button_asks_in_the_shops_words(admin: Page) -> None:
    admin.get_by_label("更多操作 E20250606103218").click()
    admin.get_by_role("button", name="关闭订单").first.click()
    dialog = admin.get_by_role("dialog", name="关闭订单")
    expect(dialog).to_contain_text("买家将无法付款")
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()


def test_a_changed_form_shows_its_save_bar(admin: Page) -> None:
    bar = admin.locator("[data-save-bar]")
    expect(bar).to_be_hidden()
    admin.get_by_label("商品标题").fill("新的标题")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="放弃").click()
    expect(bar).to_be_hidden()


def test_a_preview_inside_a_form_does_not_save_it(admin: Page) -> None:
    form = admin.locator("form[data-dirty]")
    form.evaluate("""form => {
      const preview = `<div hx-get="/_ui/dialog" hx-trigger="input from:closest form" hx-swap="none"></div>`;
      form.insertAdjacentHTML("beforeend", preview);
      htmx.process(form);
    }""")
    with admin.expect_response("**/_ui/dialog*"):
        admin.get_by_label("商品标题").fill("新的标题")
    admin.evaluate("new Promise(done => setTimeout(done))")
    expect(admin.locator("[data-save-bar]")).to_be_visible()
    expect(form).to_have_class(re.compile(r"\bdirty\b"))


def test_a_form_sent_by_htmx_is_clean_once_it_was_taken(admin: Page) -> None:
    form = admin.locator("form[data-dirty]")
    form.evaluate("""form => {
      for (const name of ["action", "hx-post"]) form.setAttribute(name, "/orders");
      form.setAttribute("hx-swap", "none");
      for (const name of ["request_key", "sku_id"]) {
        form.append(Object.assign(document.createElement("input"), { name }));
      }
      htmx.process(form);
    }""")
    admin.get_by_label("商品标题").fill("新的标题")
    bar = admin.locator("[data-save-bar]")
    for qty, is_shown in (("2", True), ("1", False)):
        form.locator("[name=qty]").evaluate("(field, qty) => { field.value = qty; }", qty)
        with admin.expect_response("**/orders"):
            bar.get_by_role("button", name="保存").click()
        expect(bar).to_be_visible(visible=is_shown)


def test_pictures_change_places_by_their_buttons(admin: Page) -> None:
    keys = "[...document.querySelectorAll('[data-tile] input[name=images]')].map(el => el.value).join()"
    admin.get_by_role("button", name="后移").first.click()
    assert admin.evaluate(keys) == "b,a"
    expect(admin.locator("[data-tile]").first.locator(".slot")).to_have_text("白底图")


def test_ctrl_k_finds_the_search_and_the_drawer_opens_on_phones(admin: Page) -> None:
    admin.keyboard.press("Control+k")
    expect(admin.locator("[data-global-search] input")).to_be_focused()
    admin.keyboard.press("Escape")
    admin.set_viewport_size({"width": 390, "height": 844})
    admin.get_by_role("button", name="打开菜单").click()
    expect(admin.get_by_role("navigation", name="主菜单")).to_be_visible()
    admin.keyboard.press("Escape")
    expect(admin.locator("#menu")).not_to_have_class("sb on")


def test_the_bottom_bar_comes_back_after_the_tap_that_ends_the_typing_not_under_it(
    browser: Browser, gallery_url: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{gallery_url}/storefront", wait_until="networkidle")
    page.evaluate("""() => {
      const note = document.createElement("textarea"), send = document.createElement("button");
      send.textContent = "提交申请";
      send.addEventListener("click", () => { window.pressed = true; });
      Object.assign(send.style, {position: "fixed", left: "100px", bottom: "10px", zIndex: 1, height: "44px"});
      document.querySelector("main").append(note, send);
      note.focus();
    }""")
    body = page.locator("body")
    expect(body).to_have_class(re.compile("typing"))
    expect(page.locator(".tabbar, .act")).to_be_hidden()
    page.get_by_role("button", name="提交申请").tap()
    assert page.evaluate("window.pressed")
    expect(body).not_to_have_class(re.compile("typing"))
    expect(page.locator(".tabbar, .act")).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", ["/storefront", "/admin"])
def test_lines_of_a_message_stay_lines(page: Page, gallery_url: str, path: str) -> None:
    page.goto(gallery_url + path, wait_until="networkidle")
    heights = page.evaluate("""() => {
      const item = document.querySelector("main").appendChild(document.createElement("ol"));
      item.className = "tl";
      return ["一行", "一行\\n两行"].map((words) => {
        const line = item.appendChild(document.createElement("li"));
        line.append("留言", Object.assign(document.createElement("span"), {className: "sub", textContent: words}));
        return line.offsetHeight;
      });
    }""")
    assert heights[1] > heights[0]
