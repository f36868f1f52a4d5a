"""Goods, stock and group-buy screens in a browser: no accessibility finding, no sideways scroll, no console error."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from commerce.catalog import actions
from commerce.catalog.forms import ImageForm, OptionForm, ProductForm, SceneForm, SkuForm
from commerce.catalog.models import Product
from commerce.inventory import actions as inventory
from commerce.orders.settlement import settle
from commerce.promotions.groupbuy import actions as groupbuy
from kernel import clock
from kernel.db import db, find
from tests.support.desk import PASSWORD, a_staff
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


def screens(ids: dict[str, int]) -> dict[str, str]:
    goods, stock, group = "/admin/catalog/products", "/admin/inventory", "/admin/promotions/groupbuy"
    return {
        "products": goods,
        "products-none": f"{goods}?q=nothing",
        "products-low": f"{goods}?tab=low",
        "new": f"{goods}/new",
        "editor": f"{goods}/{ids['rich']}",
        "categories": "/admin/catalog/categories",
        "stock": stock,
        "movements": f"{stock}/movements",
        "groupbuys": group,
        "wizard": f"{group}/new",
        "activity": f"{group}/{ids['running']}",
        "draft": f"{group}/{ids['draft']}",
        "preview": f"{group}/{ids['running']}/preview",
    }


def look(page: Page, name: str) -> list[str]:
    """Axe's findings and a sideways scroll, in a viewport as tall as the page."""
    width = page.viewport_size["width"]  # type: ignore[index]
    page.set_viewport_size({"width": width, "height": max(844, page.evaluate("document.documentElement.scrollHeight"))})
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))
    found = [
        f"{name} {item['id']}: {item['nodes'][0]['html'][:160]}" for item in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append(f"{name} scrolls sideways")
    page.set_viewport_size({"width": width, "height": 844})
    return found


def opened(page: Page, desk_url: str, name: str) -> list[str]:
    """Dialogs and drawers, opened by a click."""
    found = []
    for part, address, label in (
        ("count", "/admin/inventory?q=手冲", "调整 手冲"),
        ("history", "/admin/inventory?q=手冲", "的出入库记录"),
        ("phone", "/admin/catalog/products?q=手冲", "手机看 手冲"),
        ("category", "/admin/catalog/categories", "编辑 杯壶"),
        ("stop", "/admin/promotions/groupbuy", "停止 开学"),
    ):
        page.goto(desk_url + address, wait_until="networkidle")
        page.locator(f"[aria-label*='{label}']").first.click()
        page.locator("dialog[open] h2").wait_for()
        found += look(page, f"{name}-{part}")
    page.goto(f"{desk_url}/admin/catalog/products/new", wait_until="networkidle")
    page.get_by_role("button", name="存为草稿").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    return found + look(page, f"{name}-new-wrong")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_every_screen_is_accessible_and_fits(
    browser: Browser, desk_url: str, busy_shop: int, width: int, scheme: str
) -> None:
    person = a_staff(busy_shop, "operations")
    ids = fill()
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    picture = a_picture((160, 160))
    context.route(
        re.compile(r"//media\.localhost"), lambda route: route.fulfill(body=picture, content_type="image/jpeg")
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{desk_url}/admin/login")
    page.fill("[name=login]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    found = []
    for name, path in screens(ids).items():
        page.goto(desk_url + path, wait_until="networkidle")
        found += look(page, f"{name}-{width}-{scheme}")
    found += opened(page, desk_url, f"open-{width}-{scheme}")
    context.close()
    assert found == []
    assert [text for text in complaints if "422" not in text and "404" not in text] == []
