"""Shops as the operator sees them: opened, stopped, resumed, their plans and domains."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.inventory import queries as inventory
from jobs import outbox
from kernel.db import db, reading
from kernel.tenancy import tenant_scope
from tenants import hosts
from tenants.hosts import shop_of_host
from tenants.models import AuditEntry, Tenant
from tests.support.desk import ADMIN


def open_shop(console: FlaskClient, slug: str) -> tuple[int, str]:
    """Opens a shop; gives its id and the path of the owner's link."""
    page = console.post(
        "/console/shops", data={"slug": slug, "name": f"{slug} 小店", "plan": "standard", "owner": "林店长"}
    )
    assert page.status_code == 200, page.text
    with tenant_scope(None), reading():
        tenant_id = db.session.scalars(select(Tenant.id).where(Tenant.slug == slug)).one()
    return tenant_id, re.search(r"http://admin\.localhost[^\"]*(/admin/join/[\w-]+)", page.text)[1]


def shop(name: str) -> object:
    hosts.forget()
    with tenant_scope(None), reading():
        return shop_of_host(f"{name}.localhost")


def test_a_new_shop_has_its_host_its_warehouse_and_one_way_in(platform: Flask, console: FlaskClient) -> None:
    tenant_id, path = open_shop(console, "qinghe")
    with tenant_scope(None):
        outbox.drain(until_s=5)

    with tenant_scope(tenant_id), reading():
        assert [warehouse.code for warehouse in inventory.warehouses()] == ["centre"]
    browser = platform.test_client()
    joining = {"login": "lin@example.com", "name": "林店长", "password": "a long pass 42"}
    assert browser.post(path, data=joining, base_url=ADMIN).status_code == 303
    assert browser.post(path, data=joining, base_url=ADMIN).status_code == 404
    assert browser.post("/admin/login", data=joining, base_url=ADMIN).location == "/admin/login/setup"
    assert shop("qinghe").is_open


@pytest.mark.parametrize(
    "changed", [{"slug": "Admin"}, {"slug": "admin"}, {"slug": "a"}, {"name": ""}, {"plan": "gold"}, {"owner": ""}]
)
def test_nonsense_opens_no_shop(console: FlaskClient, changed: dict[str, str]) -> None:
    form = {"slug": "nonsense", "name": "小店", "plan": "standard", "owner": "林店长"} | changed

    assert console.post("/console/shops", data=form).status_code == 422
    assert shop(form["slug"].lower()) is None


def test_a_slug_is_taken_once(console: FlaskClient) -> None:
    open_shop(console, "once")

    again = console.post("/console/shops", data={"slug": "once", "name": "另一家", "plan": "basic", "owner": "王"})

    assert again.status_code == 422
    assert "已被使用" in again.text


def test_a_stopped_shop_shows_a_notice_and_comes_back(platform: Flask, console: FlaskClient) -> None:
    tenant_id, _path = open_shop(console, "stopped")
    visitor = platform.test_client()

    assert console.post(f"/console/shops/{tenant_id}/suspension", data={"reason": " "}).status_code == 422
    assert console.post(f"/console/shops/{tenant_id}/suspension", data={"reason": "资质过期"}).status_code == 303
    assert not shop("stopped").is_open
    closed = visitor.get("/", base_url="http://stopped.localhost")
    assert console.post(f"/console/shops/{tenant_id}/suspension", data={"reason": "再停一次"}).status_code == 409
    assert console.post(f"/console/shops/{tenant_id}/resumption").status_code == 303
    hosts.forget()
    opened = visitor.get("/", base_url="http://stopped.localhost")

    assert closed.status_code == 503
    assert opened.status_code == 200
    with tenant_scope(tenant_id), reading():
        verbs = list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
    assert verbs == ["shops.create", "shops.suspend", "shops.resume"]


def test_a_shop_gets_another_plan(console: FlaskClient) -> None:
    tenant_id, _path = open_shop(console, "plans")

    assert console.post(f"/console/shops/{tenant_id}/plan", data={"plan": "gold"}).status_code == 422
    assert console.post(f"/console/shops/{tenant_id}/plan", data={"plan": "pro"}).status_code == 303
    assert "100,000" in console.get(f"/console/shops/{tenant_id}").text


def test_a_domain_leads_to_one_shop(console: FlaskClient) -> None:
    first, _path = open_shop(console, "domain-a")
    second, _path = open_shop(console, "domain-b")
    address = f"/console/shops/{first}/domains"

    assert console.post(address, data={"name": "Shop.Example.com"}).status_code == 303
    taken = console.post(f"/console/shops/{second}/domains", data={"name": "shop.example.com"})
    ours = console.post(address, data={"name": "admin.localhost"})
    nonsense = console.post(address, data={"name": "http://shop.example.com:80"})

    assert [taken.status_code, ours.status_code, nonsense.status_code] == [422, 422, 422]
    hosts.forget()
    with tenant_scope(None), reading():
        assert shop_of_host("shop.example.com").tenant_id == first
    host_id = re.search(r"domains/(\d+)/removal", console.get(f"/console/shops/{first}").text)[1]
    assert console.post(f"/console/shops/{second}/domains/{host_id}/removal").status_code == 404
    assert console.post(f"{address}/{host_id}/removal").status_code == 303
    hosts.forget()
    with tenant_scope(None), reading():
        assert shop_of_host("shop.example.com") is None


def test_an_unknown_shop_is_not_found(console: FlaskClient) -> None:
    answers = [
        console.get("/console/shops/99999"),
        console.post("/console/shops/99999/suspension", data={"reason": "不存在的"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
