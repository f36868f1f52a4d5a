"""视图 and 列设置 of the order list: each person's own, per shop."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from kernel import clock
from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants import layouts
from tests.support.desk import staff_browser
from tests.support.factories import a_shop, an_order

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    an_order(at=clock.now())
    db.session.commit()
    return staff_browser(app, shop, "helpdesk")


def save(desk: FlaskClient, name: str, query: str = "source=jd&mark=late") -> None:
    assert desk.post(f"/admin/orders/views?{query}", data={"name": name}, headers=HTMX).status_code == 204


def views(page: str) -> list[tuple[str, bool]]:
    """The views of the list, each with whether it is the present one."""
    row = re.search(r'<nav class="flt" aria-label="我的视图">(.*?)</nav>', page, re.S)
    found = re.findall(r'<a class="chip( on)?" href="([^"]*)"[^>]*>([^<]+)</a>', row[1]) if row else []
    return [(name, bool(on)) for on, _, name in found]


def test_filters_are_named_chosen_renamed_and_deleted(desk: FlaskClient) -> None:
    assert views(desk.get("/admin/orders").text) == []
    assert "存为视图" not in desk.get("/admin/orders").text
    assert (
        'hx-get="/admin/orders/views/new?source=jd&amp;mark=late"' in desk.get("/admin/orders?mark=late&source=jd").text
    )

    save(desk, "京东超时")
    page = desk.get("/admin/orders").text
    assert views(page) == [("京东超时", False)]
    assert 'href="/admin/orders?source=jd&amp;mark=late"' in page
    assert views(desk.get("/admin/orders?source=jd&mark=late").text) == [("京东超时", True)]

    desk.post("/admin/orders/views/name", data={"was": "京东超时", "name": "催京东"})
    assert views(desk.get("/admin/orders").text) == [("催京东", False)]

    desk.post("/admin/orders/views/deletion", data={"was": "催京东"})
    assert views(desk.get("/admin/orders").text) == []


def test_a_name_in_use_means_the_new_filters(desk: FlaskClient) -> None:
    save(desk, "我的", "source=jd")
    save(desk, "我的", "source=tmall")

    page = desk.get("/admin/orders?source=tmall").text

    assert views(page) == [("我的", True)]


def test_a_view_cannot_take_the_name_of_another(desk: FlaskClient) -> None:
    save(desk, "甲")
    save(desk, "乙")

    answer = desk.post("/admin/orders/views/name", data={"was": "乙", "name": "甲"}, headers=HTMX)

    assert answer.status_code == 422
    assert "已经有一个叫“甲”的视图" in answer.text
    assert [name for name, _ in views(desk.get("/admin/orders").text)] == ["甲", "乙"]


@pytest.mark.parametrize("name", ["", "   ", "长" * 13])
def test_a_wrong_name_is_said_in_the_form(desk: FlaskClient, name: str) -> None:
    answer = desk.post("/admin/orders/views?source=jd", data={"name": name}, headers=HTMX)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert views(desk.get("/admin/orders").text) == []


def test_there_are_at_most_twenty(desk: FlaskClient) -> None:
    for number in range(20):
        save(desk, f"视图{number}")

    refused = desk.post("/admin/orders/views?source=jd", data={"name": "多一个"}, headers=HTMX)

    assert refused.status_code == 422
    assert "最多保存 20 个视图" in refused.text
    save(desk, "视图3", "source=tmall")  # one that is there may still change
    assert len(views(desk.get("/admin/orders").text)) == 20


def test_a_view_keeps_filters_only(desk: FlaskClient) -> None:
    save(desk, "<b>", "source=jd&next=//evil.example&state=nonsense&q=%22%3E%3Cscript%3E")

    page = desk.get("/admin/orders").text

    assert 'href="/admin/orders?q=%22%3E%3Cscript%3E&amp;source=jd">&lt;b&gt;</a>' in page
    assert "evil" not in page


def test_columns_are_chosen_and_put_back(desk: FlaskClient) -> None:
    def heads() -> list[str]:
        table = desk.get("/admin/orders").text.split("<thead>")[1].split("</thead>")[0]
        return re.findall(r"(商品|件数|买家|收货地区|实付|付款时间|状态|操作)", table)

    assert heads() == ["商品", "买家", "实付", "状态", "操作"]

    form = {"columns": ["state", "region", "goods", "nonsense"]}
    assert desk.post("/admin/orders/columns", data=form, headers=HTMX).status_code == 204
    assert heads() == ["商品", "收货地区", "状态", "操作"]
    page = desk.get("/admin/orders").text
    assert 'data-l="收货地区"' in page
    assert 'class="c-b"' not in page
    ticked = re.findall(r'value="(\w+)" checked', desk.get("/admin/orders/columns", headers=HTMX).text)
    assert ticked == ["goods", "region", "state"]

    desk.post("/admin/orders/columns", data={"reset": "1", "columns": ["goods"]})
    assert heads() == ["商品", "买家", "实付", "状态", "操作"]


def test_without_scripts_the_forms_have_pages_of_their_own(desk: FlaskClient) -> None:
    for path in ("/admin/orders/views/new?source=jd", "/admin/orders/views", "/admin/orders/columns"):
        page = desk.get(path)
        assert page.status_code == 200
        assert "<!doctype html>" in page.text
    answer = desk.post("/admin/orders/views?source=jd", data={"name": "京东"})
    assert (answer.status_code, answer.location) == (303, "/admin/orders?source=jd")


def test_colleagues_and_other_shops_see_nothing_of_it(app: Flask, shop: int, desk: FlaskClient) -> None:
    save(desk, "我的")
    desk.post("/admin/orders/columns", data={"columns": ["goods"]})

    colleague = staff_browser(app, shop, "helpdesk")

    assert views(colleague.get("/admin/orders").text) == []
    assert '<th scope="col">买家</th>' in colleague.get("/admin/orders").text
    colleague.post("/admin/orders/views/deletion", data={"was": "我的"})
    assert [name for name, _ in views(desk.get("/admin/orders").text)] == ["我的"]
    staff_id = db.session.scalar(text("SELECT staff_id FROM list_layouts WHERE jsonb_array_length(views) = 1"))
    with tenant_scope(a_shop("elsewhere")):
        assert layouts.layout_of(staff_id, "orders") == layouts.Layout()
