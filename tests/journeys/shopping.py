"""What shoppers do, in taps."""

from playwright.sync_api import Page

from tests.journeys.world import ADDRESS, Demo


def arrive(page: Page, demo: Demo, slug: str, path: str) -> None:
    """Open a link somebody sent; WeChat signs the visitor in silently where the page asks for it."""
    page.goto(f"{demo.shop(slug)['storefront']}{path}")


def have_an_address(page: Page, demo: Demo, slug: str) -> None:
    """An address from an earlier purchase."""
    arrive(page, demo, slug, "/me/addresses/new")
    page.wait_for_selector("#address-form")
    for name, value in ADDRESS.items():
        field = page.locator(f"#address-form [name={name}]")
        if name in ("province", "city", "district"):  # each brings the choices of the next
            field.select_option(value)
            page.wait_for_load_state("networkidle")
        else:
            field.fill(value)
    page.click("#address-form button[type=submit]")
    page.wait_for_url("**/me/addresses")


class Taps:
    """Counts taps inside our pages; what is pressed in WeChat's own sheet does not count."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.tap()
        self.count += 1


def see_the_sheet(page: Page) -> None:
    """The buy sheet is open and shows what the server says at this moment."""
    page.wait_for_selector("#buy-sheet.on")
    page.wait_for_load_state("networkidle")


def confirm_in_wechat(page: Page) -> None:
    """确认支付 in WeChat's own sheet."""
    page.wait_for_selector("#sandbox-pay-sheet")
    page.locator("[data-sandbox-pay=confirm]").tap()
    page.wait_for_url("**/pay/*")


def paid_order(page: Page) -> str:
    """Wait for 支付成功; the order's number."""
    page.wait_for_selector("text=支付成功")
    return page.url.rsplit("/", 1)[1].split("?")[0]


def start_group(page: Page, demo: Demo, product_id: int) -> tuple[str, str]:
    """Open a group and pay; the order's number, the address of the group's page."""
    have_an_address(page, demo, "shanlan")
    arrive(page, demo, "shanlan", f"/p/{product_id}")
    page.locator(".act .cta button.p").tap()
    page.wait_for_selector("#buy-sheet.on")
    page.locator("#buy-sheet button[type=submit]").tap()  # the group's total stands there from the start
    confirm_in_wechat(page)
    number = paid_order(page)
    link = page.wait_for_selector("a:has-text('邀请好友参团')").get_attribute("href")
    return number, link or ""
