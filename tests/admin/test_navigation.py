"""导航设置: five modules, the cart always, no doubles."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants.settings import TABS, TOP_LABELS
from tests.support.desk import staff_browser
from tests.support.factories import a_product, a_shop
from web.modules import MODULES

SHOP = "http://shanlan.localhost"
FIVE = ["activity", "new", "cart", "orders", "service"]


def save(
    browser: FlaskClient,
    visible: list[str],
    *,
    top: tuple[str, ...] = ("首页", "分类", "我的"),
    step: str = "",
    **labels: str,
) -> object:
    page = browser.get("/admin/shop/navigation").text
    order = visible + [key for key in MODULES if key not in visible]
    words = {f"label-{key}": labels.get(key, MODULES[key].label) for key in order if key in MODULES}
    form = {
        "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
        "module": order,
        "visible": visible,
        "top": list(top),
        "step": step,
    }
    return browser.post("/admin/shop/navigation", data=form | words)


def stored(tenant_id: int) -> list[str]:
    with tenant_scope(tenant_id):
        return [tab["module"] for tab in TABS.get() if tab["visible"]]


def test_order_and_words_are_kept(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)

    assert save(browser, ["service", *FIVE[:4]], orders="我的单").status_code == 303

    assert stored(shop) == ["service", *FIVE[:4]]
    assert "我的单" in app.test_client().get("/", base_url=SHOP).text


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


def test_the_phone_shows_the_shops_own_front_page_as_edited_and_stores_nothing(app: Flask, shop: int) -> None:
    a_product(title="山岚手冲壶")
    db.session.commit()
    browser = staff_browser(app, shop)
    frame = browser.get("/admin/shop/preview-frame?module=cart&visible=cart&label-cart=菜篮子&theme=blue&csrf_token=x")
    phone = framed(app, frame)

    assert "csrf_token" not in frame.text
    for words in ("菜篮子", "山岚手冲壶", 'data-theme="blue"'):
        assert words in phone.text
    assert stored(shop) == FIVE
    assert "菜篮子" not in app.test_client().get("/", base_url=SHOP).text


def test_only_the_phone_may_be_framed_and_only_by_the_admin(app: Flask, shop: int) -> None:
    page = staff_browser(app, shop).get("/admin/shop/navigation")
    phone, plain = framed(app, page), app.test_client().get("/", base_url=SHOP)

    assert f"frame-src {SHOP}:8000;" in rules(page)
    assert "frame-ancestors http://admin.localhost:8000;" in rules(phone)
    assert "X-Frame-Options" not in phone.headers
    assert "frame-src 'self'; frame-ancestors 'self';" in rules(plain)
    assert plain.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_forged_or_strange_look_is_the_published_one(app: Flask, shop: int) -> None:
    page = staff_browser(app, shop).get("/admin/shop/preview-frame?theme=blue")
    token = address(page).partition("?look=")[2]
    other = a_shop("zhufeng", "竹风茶铺")
    client = app.test_client()

    assert other
    for host, look in (("zhufeng", token), ("shanlan", token[:-3] + "abc"), ("shanlan", "x")):
        answer = client.get(f"/?look={look}", base_url=f"http://{host}.localhost")
        assert 'data-theme="orange"' in answer.text
        assert "frame-ancestors 'self'" in rules(answer)


def test_a_draft_waits_and_is_published_whole(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    assert save(browser, ["cart", "orders", "service"], step="draft").status_code == 303
    theme = browser.get("/admin/shop/theme").text
    browser.post("/admin/shop/theme", data={"theme": "rose", "step": "draft", "seen": seen(theme)})
    shopper = app.test_client()

    assert stored(shop) == FIVE
    assert "有未发布的草稿" in browser.get("/admin/shop/navigation").text
    assert 'data-theme="orange"' in shopper.get("/", base_url=SHOP).text
    browser.post("/admin/shop/look/publication", data={"page": "theme"})
    assert stored(shop) == ["cart", "orders", "service"]
    assert 'data-theme="rose"' in shopper.get("/", base_url=SHOP).text
    assert "有未发布的草稿" not in browser.get("/admin/shop/navigation").text
    assert browser.post("/admin/shop/look/publication").status_code == 409


def test_a_discarded_draft_leaves_nothing(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    save(browser, ["cart", "orders", "service"], step="draft")

    browser.post("/admin/shop/look/discard")

    assert "有未发布的草稿" not in browser.get("/admin/shop/navigation").text
    assert stored(shop) == FIVE


def test_every_publication_stays_as_a_version_that_can_come_back(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    save(browser, ["cart", "orders", "service"])
    save(browser, FIVE, orders="我的单")
    history = browser.get("/admin/shop/look/versions").text
    ids = re.findall(r"/admin/shop/look/versions/(\d+)", history)

    assert len(ids) == 3  # with the look before the first publication
    assert history.count('data-l="发布人">owner 小王') == 2
    second = browser.get(f"/admin/shop/look/versions/{ids[1]}")
    assert "我的单" not in framed(app, second).text
    assert browser.post(f"/admin/shop/look/versions/{ids[1]}/restoration").status_code == 303
    assert stored(shop) == ["cart", "orders", "service"]
    assert len(re.findall(r"/admin/shop/look/versions/(\d+)", browser.get("/admin/shop/look/versions").text)) == 4
    assert "的版本" in browser.get("/admin/audit").text


def test_two_people_do_not_overwrite_each_other_unseen(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    old = seen(browser.get("/admin/shop/theme").text)
    save(browser, ["cart", "orders", "service"], step="draft")

    answer = browser.post("/admin/shop/theme", data={"theme": "rose", "seen": old})

    assert answer.status_code == 409
    assert "刚被其他人修改过" in answer.text


def seen(page: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def address(answer: object) -> str:
    return html.unescape(re.search(r'<iframe src="([^"]+)"', answer.text)[1])


def framed(app: Flask, answer: object) -> object:
    """The page in the phone, as a browser fetches it."""
    host, _, path = address(answer).partition("//")[2].partition("/")
    return app.test_client().get(f"/{path}", base_url=f"http://{host}")


def rules(answer: object) -> str:
    return answer.headers["Content-Security-Policy"]
