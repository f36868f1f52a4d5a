"""代登录: a reason, a time, read-only, one use, seen by the merchant."""

import re
from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from kernel import clock
from kernel.tenancy import tenant_scope
from tests.support import factories
from tests.support.desk import ADMIN, staff_browser

REASON = "商家反馈发货页报错，协助排查"


def start(console: FlaskClient, tenant_id: int, **fields: str) -> str:
    page = console.post(f"/console/shops/{tenant_id}/visits", data={"reason": REASON, "minutes": "30"} | fields)
    assert page.status_code == 200
    return re.search(r"(/admin/handover/[\w-]+)", page.text)[1]


def a_shop() -> int:
    with tenant_scope(None):
        return factories.a_shop()


def test_a_visit_reads_and_changes_nothing(platform: Flask, console: FlaskClient) -> None:
    tenant_id = a_shop()
    path = start(console, tenant_id)
    visitor = platform.test_client()

    assert REASON in visitor.get(path, base_url=ADMIN).text
    assert visitor.post(path, base_url=ADMIN).location == "/admin/"
    home = visitor.get("/admin/", base_url=ADMIN)
    denied = visitor.post("/admin/shop/theme", data={"theme": "red"}, base_url=ADMIN)
    forged = visitor.post("/admin/shop/theme", data={"theme": "red"}, headers={"HX-Request": "true"}, base_url=ADMIN)

    assert home.status_code == 200
    assert f"原因：{REASON}" in home.text
    assert "data-read-only" in home.text
    assert (denied.status_code, forged.status_code) == (403, 403)
    assert "只读" in denied.text


def test_the_link_works_once_and_for_two_minutes(platform: Flask, console: FlaskClient) -> None:
    tenant_id = a_shop()
    used, late = start(console, tenant_id), start(console, tenant_id)
    platform.test_client().post(used, base_url=ADMIN)

    assert platform.test_client().post(used, base_url=ADMIN).status_code == 404
    with time_machine.travel(clock.now() + timedelta(minutes=3), tick=True):
        assert platform.test_client().post(late, base_url=ADMIN).status_code == 404


def test_a_visit_ends_by_itself_and_on_request(platform: Flask, console: FlaskClient) -> None:
    tenant_id = a_shop()
    visitor, leaver = platform.test_client(), platform.test_client()
    visitor.post(start(console, tenant_id, minutes="5"), base_url=ADMIN)
    leaver.post(start(console, tenant_id), base_url=ADMIN)

    assert "代登录已结束" in leaver.post("/admin/impersonation/end", base_url=ADMIN, follow_redirects=True).text
    assert leaver.get("/admin/", base_url=ADMIN).status_code == 302
    assert visitor.get("/admin/", base_url=ADMIN).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=True):
        assert visitor.get("/admin/", base_url=ADMIN).status_code == 302


def test_with_the_right_to_write_the_log_names_the_platform(platform: Flask, console: FlaskClient) -> None:
    tenant_id = a_shop()
    visitor = platform.test_client()
    visitor.post(start(console, tenant_id, may_write="1"), base_url=ADMIN)

    page = visitor.get("/admin/shop/theme", base_url=ADMIN).text
    assert "data-read-only" not in page
    red = {"theme": "red", "seen": page.partition('name="seen" value="')[2].partition('"')[0]}
    assert visitor.post("/admin/shop/theme", data=red, base_url=ADMIN).status_code == 303
    log = staff_browser(platform, tenant_id).get("/admin/audit").text

    assert "发布风格" in log
    assert "平台 平台小李" in log
    assert REASON in log


def test_reason_and_time_have_limits(console: FlaskClient) -> None:
    tenant_id = a_shop()
    address = f"/console/shops/{tenant_id}/visits"
    wrong = [
        {"reason": "看看", "minutes": "30"},
        {"reason": REASON, "minutes": "121"},
        {"reason": REASON, "minutes": "0"},
    ]

    assert {console.post(address, data=form).status_code for form in wrong} == {422}


def test_a_visitor_cannot_touch_accounts(platform: Flask, console: FlaskClient) -> None:
    tenant_id = a_shop()
    visitor = platform.test_client()
    visitor.post(start(console, tenant_id, may_write="1"), base_url=ADMIN)

    answer = visitor.post(
        "/admin/account/password", data={"old_password": "x", "password": "another horse 7"}, base_url=ADMIN
    )

    assert answer.status_code == 403
    assert visitor.get("/admin/account", base_url=ADMIN).status_code == 200


def test_a_visitor_sees_the_order_list_as_it_comes_and_arranges_nothing(platform: Flask, console: FlaskClient) -> None:
    """Views and columns are a person's of the shop, and nobody of the platform is one."""
    visitor = platform.test_client()
    visitor.post(start(console, a_shop(), may_write="1"), base_url=ADMIN)

    page = visitor.get("/admin/orders?state=paid", base_url=ADMIN)

    assert page.status_code == 200
    for words in ("列设置", "存为视图"):
        assert words not in page.text
    for path in ("views/new", "views", "columns"):
        assert visitor.get(f"/admin/orders/{path}", base_url=ADMIN).status_code == 403
    for path in ("views", "views/name", "views/deletion", "columns"):
        form = {"name": "我的", "was": "我的", "columns": "goods"}
        assert visitor.post(f"/admin/orders/{path}", data=form, base_url=ADMIN).status_code == 403
