"""Finance at the desk, in a browser: a difference is taken and settled without leaving the list; a file is made."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from commerce.books import actions, exports, files
from commerce.orders.settlement import settle
from commerce.payments.ports import BillContent, BillEntry
from kernel import clock
from kernel.db import db
from kernel.tenancy import tenant_scope
from tests.admin.test_looks import browser_type_launch_args as browser_type_launch_args
from tests.admin.test_looks import desk_url as desk_url
from tests.support.desk import PASSWORD, a_staff
from tests.support.factories import a_settlement, an_order

pytestmark = pytest.mark.slow


@pytest.fixture
def differing(busy_shop: int, committed_app: Flask) -> int:
    order = an_order(at=clock.now())
    settle(a_settlement(order, at=clock.now()))
    entry = BillEntry("payment", "OFFLINE1", "4299", 6600, "settled", clock.now(), label="门店扫码")
    actions.load("trade", clock.today_on(), BillContent((entry,), "", 1, 6600, 0), at=clock.now())
    db.session.commit()
    return busy_shop


def test_finance_settles_a_difference_and_has_a_file_made(browser: Browser, desk_url: str, differing: int) -> None:
    person = a_staff(differing, "finance")
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"{desk_url}/admin/login?next=/admin/books/differences")
    page.fill("[name=login]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.goto(f"{desk_url}/admin/books/differences")
    page.get_by_role("button", name="我来跟进").click()
    expect(page.locator("#list")).to_contain_text("finance 小王")
    page.get_by_role("link", name="处理", exact=True).click()
    page.get_by_label(re.compile("处理结果")).fill("门店收款码的钱")
    page.get_by_label(re.compile("其他收支")).check()
    page.get_by_role("button", name="处理完成").click()
    expect(page.locator("#list")).to_contain_text("账单与账本完全一致")
    page.goto(f"{desk_url}/admin/books")
    page.get_by_role("button", name="导出 CSV").click()
    expect(page.locator("#files")).to_contain_text("排队中")
    with tenant_scope(differing):
        exports.make(files.recent("books", by=f"staff:{person.id}")[0].id)
    page.get_by_role("link", name="下载文件").wait_for()
    with page.expect_download() as file:
        page.get_by_role("link", name="下载文件").click()
    assert file.value.suggested_filename.endswith(".csv")
    page.context.close()
