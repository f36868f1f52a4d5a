"""Every screen of admin and console, loaded once: axe in both widths, light and dark, nothing cut, a quiet console."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import text
from werkzeug.serving import make_server

from commerce.aftersale.actions import bulk, talking
from commerce.catalog import actions
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SceneForm, SkuForm
from commerce.catalog.models import Product
from commerce.inventory import actions as inventory
from commerce.orders import actions as orders
from commerce.orders.models import Order
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments.models import Refund
from commerce.promotions.groupbuy import actions as groupbuy
from kernel import clock
from kernel.db import db, find, lock
from tenants import looks
from tests.admin import desk_pages
from tests.journeys.screens import examine, listen
from tests.support.aftersale import a_case
from tests.support.desk import PASSWORD, a_staff, an_operator, code
from tests.support.factories import a_group_activity, a_member, a_product, a_settlement, a_warehouse, an_order
from tests.support.pictures import a_picture

pytestmark = pytest.mark.slow
LONG = "山岚 316 不锈钢保温杯 大容量 500ml 便携通勤办公室男女情侣款 送礼佳品 长效保温十二小时"
SHOTS = os.environ.get("JISHI_SHOTS")
"""A folder for pictures of every screen, when somebody wants to look."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    return {**browser_type_launch_args, "args": ["--no-sandbox"], **({"executable_path": path} if path else {})}


@pytest.fixture
def desk_url(committed_app: Flask, busy_shop: int) -> Iterator[str]:
    """The application on a port of its own, with a filled shop."""
    server = make_server("127.0.0.1", 0, committed_app.wsgi_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://admin.localhost:{server.port}"
    server.shutdown()
    thread.join()


def fill() -> dict[str, int]:
    """A product with everything, plain ones in every state, and a group-buy with groups."""
    a_warehouse()
    media = [actions.store_image(a_picture(ink=ink), "cup.jpg").id for ink in ("#7f9c8b", "#a65f3d", "#49708a")]
    cups = actions.save_category("杯壶", by="staff:1")
    actions.save_category("保温杯", by="staff:1", parent_id=cups.id)
    actions.save_category("餐具", by="staff:1", is_visible=False)
    form = ProductForm(
        title=LONG,
        brand="山岚",
        category_id=cups.id,
        images=tuple(ImageForm(i, "white") for i in media),
        options=(OptionForm("颜色", ("晨雾绿", "燕麦白")), OptionForm("容量", ("350ml", "500ml"))),
        skus=tuple(
            SkuForm(9900 + i * 1000, (c, v))
            for i, (c, v) in enumerate(
                [("晨雾绿", "350ml"), ("晨雾绿", "500ml"), ("燕麦白", "350ml"), ("燕麦白", "500ml")]
            )
        ),
        selling_points=({"value": "12", "unit": "小时", "label": "长效保温"},),
        parameters=(("材质", "316 不锈钢"),),
        scenes=(SceneForm(media[1], "清晨的第一口", "十二小时还烫"),),
        guarantees=("7 天无理由",),
    )
    rich = actions.save_product(form, by="staff:1")
    for sku in db.session.query(actions.Sku).filter_by(product_id=rich.id):
        inventory.open_stock({sku.id: 40}, by="staff:1")
    sku = a_product(title="手冲细口壶 控流壶嘴", price_fen=12800, stock=5)
    a_product(title="卖完的马克杯", stock=0)
    for i in range(20):
        a_product(title=f"粗陶小碟 {i + 1} 号", stock=30 + i, sold_count=i * 37)
    find(Product, sku.product_id).cover_id = media[0]
    at = clock.now()
    running = a_group_activity(
        sku,
        size=2,
        price_fen=9900,
        title="开学 2 人团",
        starts_at=at - timedelta(days=1),
        ends_at=at + timedelta(days=6),
    )
    for count in (2, 1):
        group_id = None
        for _ in range(count):
            group_id = join(sku, running.id, group_id)
    draft = a_group_activity(
        a_product(title="试销新品"), title="新品 3 人团", state="draft", starts_at=at, ends_at=at + timedelta(days=7)
    )
    db.session.commit()
    return {"rich": rich.id, "one": sku.product_id, "sku": sku.id, "running": running.id, "draft": draft.id}


def join(sku: object, activity_id: int, group_id: int | None) -> int:
    """One more person who has paid."""
    at = clock.now()
    member = a_member()
    group = groupbuy.reserve(activity_id, group_id, member_id=member.id, quantities={sku.id: 1}, at=at)  # type: ignore[attr-defined]
    order = an_order(member=member, sku=sku, at=at)  # type: ignore[arg-type]
    groupbuy.seat(group.id, order)
    settle(a_settlement(order, at=at))
    groupbuy.pay_seat(order.id, at)
    return group.id


def more() -> None:
    """What the other screens show: an order that waits, money that went wrong, a look that was changed."""
    an_order(at=clock.now())
    refund = orders.refund_whole(a_paid_order().id, cause="test", reason="缺货", by="staff:1")
    payments.record_refund_failure(lock(Refund, refund.id), "商户余额不足")
    payments.open_anomaly("amount_differs", "P1:T1", "付款单 P1 的金额与订单不一致", {"transaction_id": "T1"})
    case = a_case(a_paid_order(), 1)
    talking.say(case.id, "请尽快处理", side="shopper", by="member:1", request_key="1")
    bulk.begin([case.id], by="staff:1", request_key="1")
    looks.publish(replace(looks.published(), theme="blue"), summary="发布风格", before={}, after={})
    db.session.commit()


def a_paid_order() -> Order:
    order = an_order(at=clock.now())
    settle(a_settlement(order, at=clock.now()))
    return order


ROWS = {
    "order": "orders", "placed": "orders", "refunded": "orders", "activity": "group_activities", "member": "members",
    "report": "sync_reports", "version": "look_versions", "case": "aftersale_cases",
    "export": "book_exports WHERE subject = 'books'",
    "case_export": "book_exports WHERE subject = 'cases'", "batch": "aftersale_batches",
    "freight": "freight_templates",
}  # fmt: skip


def numbers(tenant_id: int) -> dict[str, object]:
    """The newest row of each kind that has one."""
    found = {
        name: db.session.scalar(text(f"SELECT max(id) FROM {table}")) or 999_999_999 for name, table in ROWS.items()
    }
    db.session.rollback()
    return {**found, "shop": tenant_id, "day": str(clock.today_on())}


def addresses(paths: list[str], tenant_id: int, product_id: int = 0) -> list[str]:
    """Each address once; pages of rows that are not there are all the same missing page, which is on the list."""
    found = {**numbers(tenant_id), "product": product_id}
    wanted = [path for path in paths if all(found[name] for name in re.findall(r"{(\w+)}", path))]
    return list(dict.fromkeys(path.format(**found) for path in wanted))


def opened(page: Page, desk_url: str) -> list[str]:
    """Dialogs and drawers, opened by a click; and a form with mistakes."""
    found = []
    for address, label in (
        ("/admin/inventory?q=手冲", "调整 手冲"),
        ("/admin/inventory?q=手冲", "的出入库记录"),
        ("/admin/catalog/products?q=手冲", "手机看 手冲"),
        ("/admin/catalog/categories", "编辑 杯壶"),
        ("/admin/promotions/groupbuy", "停止 开学"),
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(desk_url + address)
        page.locator(f"[aria-label*='{label}']").first.click()
        page.locator("dialog[open] h2").wait_for()
        found += examine(page)
    found += arranged(page, desk_url)
    page.goto(f"{desk_url}/admin/catalog/products/new")
    page.get_by_role("button", name="存为草稿").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    return found + examine(page)


def arranged(page: Page, desk_url: str) -> list[str]:
    """视图 and 列设置 of the order list, by the keyboard alone."""
    page.goto(f"{desk_url}/admin/orders?state=paid")
    page.get_by_role("link", name="存为视图").press("Enter")
    page.locator("dialog[open] [name=name]:focus").wait_for()
    found = examine(page)
    page.keyboard.type("待发")
    page.keyboard.press("Enter")
    page.locator("a.chip.on", has_text="待发").wait_for()
    for name in ("管理视图", "列设置"):
        page.get_by_role("link", name=name).press("Enter")
        page.locator("dialog[open] h2", has_text=name).wait_for()
        found += examine(page)
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")
    return found


def seen(page: Page, address: str) -> list[str]:
    """One load, then every width and colour scheme."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    if SHOTS:
        name = re.sub(r"\W+", "_", address.partition("localhost")[2].partition("/")[2])
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    return examine(page)


def pictured(browser: Browser) -> BrowserContext:
    """A browser that gets one small picture for all of them, and a stand-in for the shop in the phone."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    picture = a_picture((160, 160))
    context.route(
        re.compile(r"//media\.localhost"), lambda route: route.fulfill(body=picture, content_type="image/jpeg")
    )
    context.route(re.compile(r":8000/"), lambda route: route.fulfill(body="<p>shop", content_type="text/html"))
    return context


def test_every_screen_of_the_admin(browser: Browser, desk_url: str, busy_shop: int) -> None:
    person, ids = a_staff(busy_shop, "owner"), fill()
    more()
    page = pictured(browser).new_page()
    complaints = listen(page)
    page.goto(f"{desk_url}/admin/login")
    found = examine(page)
    page.fill("[name=login]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.fill("[name=code]", code(person))
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    for path in addresses(desk_pages.ADMIN, busy_shop, ids["rich"]):
        found += seen(page, desk_url + path)
    found += opened(page, desk_url)
    page.context.close()
    assert found == []
    assert complaints == []


def test_every_screen_of_the_console(browser: Browser, desk_url: str, busy_shop: int) -> None:
    person, url = an_operator(), desk_url.replace("admin.", "console.")
    page = pictured(browser).new_page()
    complaints = listen(page)
    page.goto(f"{url}/console/login")
    found = examine(page)
    page.fill("[name=login]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.fill("[name=code]", code(person))
    page.click("button[type=submit]")
    page.wait_for_url("**/console/")
    for path in addresses(desk_pages.CONSOLE, busy_shop):
        found += seen(page, url + path)
    page.context.close()
    assert found == []
    assert complaints == []
