"""平台同步 in the admin: authorise at the platform, link goods, try again; only for those who may."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select

from channels.models import Listing
from kernel.db import db, reading, transaction
from kernel.tenancy import tenant_scope
from tenants import settings
from tests.channels.conftest import account
from tests.support.desk import ADMIN, a_staff, sign_in
from tests.support.factories import a_product, a_shop


class Desk:
    """A browser signed in on the admin's host."""

    def __init__(self, app, tenant_id: int, role: str = "operations") -> None:
        self.client = sign_in(app.test_client(), a_staff(tenant_id, role))

    def get(self, path: str, **more):
        return self.client.get(path, base_url=ADMIN, **more)

    def post(self, path: str, **more):
        return self.client.post(path, base_url=ADMIN, **more)


@pytest.fixture
def desk(app, shop, market):
    return Desk(app, shop)


def authorise(desk, market, platform: str, answer: str = "yes"):
    """Through the platform's own page and back."""
    off = desk.get(f"/admin/channels/{platform}/authorisation")
    back = requests.get(off.location, params={"sandbox_answer": answer}, allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    assert parts.path == f"/admin/channels/{platform}/callback"
    return desk.get(f"{parts.path}?{parts.query}")


@pytest.mark.parametrize("platform", ["tmall", "jd"])
def test_a_seller_authorises_us_at_the_platform(desk, shop, market, platform):
    with tenant_scope(shop):
        db.session.execute(db.text("UPDATE channel_accounts SET state = 'expired'"))
        db.session.commit()

    answer = authorise(desk, market, platform)

    assert answer.status_code == 303
    with tenant_scope(shop):
        assert account(platform).state == "connected"
    assert "已连接" in desk.get(f"/admin/channels/{platform}").text


def test_a_state_is_bound_to_the_browser_and_used_once(desk, market):
    off = desk.get("/admin/channels/tmall/authorisation")
    state = parse_qs(urlsplit(off.location).query)["state"][0]

    assert desk.get("/admin/channels/tmall/callback?code=x&state=other").status_code == 409
    assert desk.get(f"/admin/channels/tmall/callback?code=x&state={state}").status_code == 409


def test_a_refused_authorisation_is_said(desk, market):
    answer = authorise(desk, market, "jd", "no")
    assert answer.status_code == 409
    assert "取消了授权" in answer.text
    assert 'aria-label="主菜单"' in answer.text


def test_keys_are_written_and_never_shown(desk, market):
    secret = "0123456789abcdef0123456789abcdef"
    answer = desk.post("/admin/channels/tmall/keys", data={"app_key": "top-key", "app_secret": secret})
    assert answer.status_code == 303

    page = desk.get("/admin/channels/tmall").text
    assert (secret in page, "…cdef" in page) == (False, True)
    refused = desk.post("/admin/channels/tmall/keys", data={"app_key": "another", "app_secret": ""})
    assert (refused.status_code, "请填写 App Secret" in refused.text) == (422, True)


def test_both_platforms_stand_at_a_glance(desk, market, cup):
    page = desk.get("/admin/channels").text
    assert "天猫" in page
    assert "京东" in page
    assert "1 个规格，1 个已关联" in page


def test_an_error_is_shown_in_words_with_a_button_to_try_again(desk, shop, market, cup):
    market.sandbox.post("/faults", path="/router/rest", status=500)
    with tenant_scope(shop):
        market.pull("tmall")

    page = desk.get("/admin/channels/tmall").text
    assert "天猫暂时没有响应" in page
    assert "重试" in page

    market.sandbox.delete("/faults")
    answer = desk.post("/admin/channels/tmall/synchronisation", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "正在同步" in answer.text


def test_a_listing_is_linked_by_hand_and_released(desk, shop, market):
    with tenant_scope(shop), transaction():
        sku = a_product(stock=4)
        exclusive = a_product(stock=4, is_wechat_exclusive=True)
        sku_id, exclusive_id = sku.id, exclusive.id
    skus = [{"outer_id": "OTHER-CODE", "name": "绿", "stock": 1}]
    market.sandbox.post("/taobao/items", app_key="top-key", title="山岚保温杯", outer_id="X", price_fen=100, skus=skus)
    with tenant_scope(shop):
        market.read_goods()
        with reading():
            listing_id = db.session.scalars(select(Listing.id)).one()

    assert "OTHER-CODE" in desk.get("/admin/channels/tmall/listings?only=unmapped").text
    picker = desk.get(f"/admin/channels/listings/{listing_id}/choice?q=山岚", headers={"HX-Request": "true"}).text
    assert len(re.findall('type="radio"', picker)) == 2
    assert "微信独家商品，不能关联" in picker

    refused = desk.post(f"/admin/channels/listings/{listing_id}/link", data={"sku_id": exclusive_id})
    assert refused.status_code == 409
    linked = desk.post(
        f"/admin/channels/listings/{listing_id}/link", data={"sku_id": sku_id}, headers={"HX-Request": "true"}
    )
    assert (linked.status_code, "等待推送" in linked.text) == (200, True)
    assert "dialog:close" in linked.headers["HX-Trigger"]
    assert desk.post(f"/admin/channels/listings/{listing_id}/release").status_code == 303


def test_choices_are_checked(desk, shop, market):
    bad = desk.post("/admin/channels/choices", data={"buffer": "-1", "daily_calls": "5000", "pull_s": "60"})
    assert (bad.status_code, "请填写整数" in bad.text) == (422, True)
    good = desk.post("/admin/channels/choices", data={"buffer": "2", "daily_calls": "4000", "pull_s": "30"})
    assert good.status_code == 303
    settings.forget()
    with tenant_scope(shop):
        assert (settings.CHANNEL_BUFFER.get(), settings.CHANNEL_PULL_S.get()) == (2, 30)


def test_a_neighbours_listing_and_report_are_not_found(app, desk, shop, market, cup):
    with tenant_scope(shop), reading():
        listing_id = db.session.scalars(select(Listing.id).limit(1)).one()
    with tenant_scope(None):
        other = a_shop()
    neighbour = Desk(app, other, "operations")

    assert neighbour.get(f"/admin/channels/listings/{listing_id}/choice").status_code == 404
    assert neighbour.post(f"/admin/channels/listings/{listing_id}/release").status_code == 404
    assert neighbour.get("/admin/channels/reports/1").status_code == 404


def test_a_warehouse_hand_may_not_look(app, shop, market):
    assert Desk(app, shop, "warehouse").get("/admin/channels").status_code == 403
