"""导航设置: five modules, the cart always, no doubles."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kernel.tenancy import tenant_scope
from tenants.settings import TABS, TOP_LABELS
from tests.support.desk import staff_browser
from web.modules import MODULES

FIVE = ["activity", "new", "cart", "orders", "service"]


def save(
    browser: FlaskClient, visible: list[str], *, top: tuple[str, ...] = ("首页", "分类", "我的"), **labels: str
) -> object:
    page = browser.get("/admin/shop/navigation").text
    order = visible + [key for key in MODULES if key not in visible]
    words = {f"label-{key}": labels.get(key, MODULES[key].label) for key in order if key in MODULES}
    form = {
        "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
        "module": order,
        "visible": visible,
        "top": list(top),
    }
    return browser.post("/admin/shop/navigation", data=form | words)


def stored(tenant_id: int) -> list[str]:
    with tenant_scope(tenant_id):
        return [tab["module"] for tab in TABS.get() if tab["visible"]]


def test_order_and_words_are_kept(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)

    assert save(browser, ["service", *FIVE[:4]], orders="我的单").status_code == 303

    assert stored(shop) == ["service", *FIVE[:4]]
    assert "我的单" in browser.get("/admin/shop/preview").text


@pytest.mark.parametrize(
    ("visible", "labels"),
    [
        (["activity", "new", "orders", "service", "hot"], {}),  # no cart
        ([*FIVE, "hot"], {}),  # six
        (["cart", "orders"], {}),  # two
        (FIVE, {"orders": "我的全部订单"}),  # too long
        (FIVE, {"orders": "客服"}),  # a double
        (FIVE, {"orders": ""}),
    ],
)
def test_what_may_not_be_published_is_refused_and_kept_on_the_form(
    app: Flask, shop: int, visible: list[str], labels: dict[str, str]
) -> None:
    browser = staff_browser(app, shop)
    before = stored(shop)

    assert save(browser, visible, **labels).status_code == 422
    assert stored(shop) == before


def test_three_or_four_are_published_with_a_warning(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)

    assert save(browser, ["cart", "orders", "service"]).status_code == 303
    assert "建议底部显示满 5 个模块，现在是 3 个" in browser.get("/admin/shop/navigation").text


def test_the_top_three_may_be_renamed_but_not_emptied(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)

    assert save(browser, FIVE, top=("首页", "", "我的")).status_code == 422
    assert save(browser, FIVE, top=("主页", "全部", "我的")).status_code == 303
    with tenant_scope(shop):
        assert TOP_LABELS.get() == ["主页", "全部", "我的"]


def test_defaults_come_back(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    save(browser, ["cart", "orders", "service"])

    browser.post("/admin/shop/navigation/defaults")

    assert stored(shop) == FIVE


def test_the_preview_shows_what_is_being_edited_without_storing_it(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    frame = browser.get("/admin/shop/preview-frame?module=cart&visible=cart&label-cart=菜篮子&csrf_token=x").text

    assert "csrf_token" not in frame
    assert "菜篮子" in browser.get("/admin/shop/preview?module=cart&visible=cart&label-cart=菜篮子").text
    assert stored(shop) == FIVE
