"""Settings of the shop: limits, the log, two tabs, and whose they are."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.shop.forms import INFO_FORM, TRADE_FORM
from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants import settings
from tenants.models import AuditEntry
from tests.support import factories
from tests.support.desk import staff_browser

ELSEWHERE = {
    "shop.theme", "look.draft", "shop.logo_media_id", "shop.banners", "shop.agreements", "home.guide_is_hidden",
    "navigation.top_labels", "navigation.tabs", "checkout.freight_by_template",
    "aftersale.ruling_days",
}  # fmt: skip
"""Settings with a page of their own, and how soon the platform rules."""


def seen(page: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def trade_form(browser: FlaskClient, **changes: object) -> dict[str, object]:
    page = browser.get("/admin/shop/trade").text
    fields = {
        "seen": seen(page), "checkout-hold_minutes": "15", "checkout-max_unpaid": "5", "checkout-freight_fen": "8.00",
        "checkout-free_freight_fen": "99",
        "checkout-max_cart_lines": "100", "orders-ship_hours": "48", "orders-late_after_hours": "24",
        "orders-receive_days": "10", "orders-extend_days": "3", "orders-carriers": ["SF", "ZTO"],
        "inventory-low_stock": "10", "channels-buffer": "0",
        "channels-daily_calls": "5000", "channels-pull_s": "60", "catalog-min_images": "15",
        "catalog-max_video_s": "180", "groupbuy-hours": "24",
        "catalog-mix_target_bp-core": "70", "catalog-mix_target_bp-seasonal": "20", "catalog-mix_target_bp-test": "10",
        "members-codes_per_day": "2000",
        "aftersale-days": "15", "aftersale-no_reason_days": "7", "aftersale-answer_hours": "48",
        "aftersale-shopper_hours": "72", "aftersale-escalate_days": "7", "aftersale-return_days": "7",
        "aftersale-receipt_days": "7", "aftersale-resend_hours": "72", "aftersale-approve_above_fen": "1000",
        "aftersale-typed_above_fen": "500", "aftersale-refusal_reasons": "\n".join(settings.REFUSAL_REASONS.default),
    }  # fmt: skip
    return fields | changes


def test_a_change_is_stored_for_this_shop_alone_and_logged(app: Flask, shop: int) -> None:
    with tenant_scope(None):
        neighbour = factories.a_shop("zhufeng", "竹风茶铺")
    browser = staff_browser(app, shop)

    answer = browser.post(
        "/admin/shop/trade", data=trade_form(browser, **{"checkout-freight_fen": "12.50", "tenant_id": neighbour})
    )

    assert answer.status_code == 303
    with tenant_scope(shop):
        assert settings.FREIGHT_FEN.get() == 1250
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "shop.settings")).one()
    with tenant_scope(neighbour):
        assert settings.FREIGHT_FEN.get() == 800
    assert (entry.before["基础运费"], entry.after["基础运费"]) == ("¥8.00", "¥12.50")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("checkout-freight_fen", "-1"), ("checkout-freight_fen", "0.001"), ("checkout-freight_fen", "NaN"),
        ("checkout-hold_minutes", "1.5"), ("checkout-hold_minutes", "1e3"), ("checkout-hold_minutes", "０"),
        ("checkout-hold_minutes", "4"), ("orders-carriers", []), ("orders-carriers", ["EVIL"]),
        ("catalog-mix_target_bp-core", "71"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_place_and_nothing_is_stored(app: Flask, shop: int, name: str, typed: object) -> None:
    browser = staff_browser(app, shop)

    answer = browser.post("/admin/shop/trade", data=trade_form(browser, **{name: typed, "inventory-low_stock": "77"}))

    assert answer.status_code == 422
    assert 'value="77"' in answer.text
    with tenant_scope(shop):
        assert settings.LOW_STOCK.get() == 10


def test_the_second_of_two_tabs_is_told(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    first = trade_form(browser, **{"inventory-low_stock": "20"})
    second = trade_form(browser, **{"inventory-low_stock": "30"})

    assert browser.post("/admin/shop/trade", data=first).status_code == 303
    conflict = browser.post("/admin/shop/trade", data=second)

    assert conflict.status_code == 409
    assert "其他人修改过" in conflict.text
    with tenant_scope(shop):
        assert settings.LOW_STOCK.get() == 20


@pytest.mark.parametrize("role", ["helpdesk", "warehouse", "finance"])
def test_roles_without_the_right_neither_see_nor_change_settings(app: Flask, shop: int, role: str) -> None:
    browser = staff_browser(app, shop, role)

    assert browser.get("/admin/shop/trade").status_code == 403
    assert browser.post("/admin/shop/theme", data={"theme": "red"}).status_code == 403


def test_a_theme_is_one_of_six(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)

    assert browser.post("/admin/shop/theme", data={"theme": "#ff0000"}).status_code == 422
    rose = {"theme": "rose", "seen": seen(browser.get("/admin/shop/theme").text)}
    assert browser.post("/admin/shop/theme", data=rose).status_code == 303
    assert 'data-theme="rose"' in app.test_client().get("/", base_url="http://shanlan.localhost").text


def test_a_banner_takes_only_a_picture_of_this_shop_and_a_link_inside_it(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    form = {"seen": seen(browser.get("/admin/shop/banners").text), "label-new": "新品", "link-new": "/activity"}

    assert browser.post("/admin/shop/banners", data=form | {"banner_id": "999999"}).status_code == 422
    assert browser.post("/admin/shop/identity", data={"name": "山岚", "logo_id": "999999"}).status_code == 422


def test_the_shop_gets_a_new_name(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)

    assert browser.post("/admin/shop/identity", data={"name": "", "logo_id": ""}).status_code == 422
    assert browser.post("/admin/shop/identity", data={"name": "山岚好物", "logo_id": ""}).status_code == 303
    assert "山岚好物" in browser.get("/admin/").text


def test_agreements_are_plain_text(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop)
    form = {
        "seen": seen(browser.get("/admin/shop/agreements").text),
        "terms": "<script>alert(1)</script>",
        "privacy": "",
        "returns": "",
    }

    assert browser.post("/admin/shop/agreements", data=form).status_code == 303
    page = browser.get("/admin/shop/agreements").text
    assert "<script>alert" not in page
    assert page.count("看通用文本") == 1  # of the privacy text alone: that one is left empty


def test_every_setting_a_merchant_may_change_is_on_a_form() -> None:
    on_forms = {field.choice.name for form in (INFO_FORM, TRADE_FORM) for field in form.fields}
    of_vendors = {name for name in settings.CHOICES if name.startswith(("wechat.", "channels.tmall", "channels.jd"))}

    assert set(settings.CHOICES) - on_forms - ELSEWHERE - of_vendors == set()


def test_the_limits_of_refunds_are_set_by_those_who_may_refund(app: Flask, shop: int) -> None:
    browser = staff_browser(app, shop, "operations")
    raised = {"aftersale-approve_above_fen": "900000", "inventory-low_stock": "77"}

    refused = browser.post("/admin/shop/trade", data=trade_form(browser, **raised))

    assert (refused.status_code, "只有「退款」权限的人可以修改" in refused.text) == (422, True)
    with tenant_scope(shop):
        assert (settings.APPROVE_ABOVE_FEN.get(), settings.LOW_STOCK.get()) == (100_000, 10)
    assert (
        browser.post("/admin/shop/trade", data=trade_form(browser, **{"inventory-low_stock": "77"})).status_code == 303
    )
    owner = staff_browser(app, shop, "owner")
    form = trade_form(owner, **raised)
    assert owner.post("/admin/shop/trade", data=form).status_code == 303
    with tenant_scope(shop):
        assert (settings.APPROVE_ABOVE_FEN.get(), settings.LOW_STOCK.get()) == (90_000_000, 77)
