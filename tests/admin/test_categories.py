"""商品分类 over HTTP."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.catalog.models import Category
from kernel.db import db, find, save
from kernel.tenancy import tenant_scope
from tests.support.desk import staff_browser
from tests.support.factories import a_shop
from tests.support.sights import goods

BASE = "/admin/catalog/categories"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "operations")


def a_category(name: str, **values: object) -> Category:
    row = save(Category(name=name, **values))
    db.session.commit()
    return row


def test_a_tree_grows_by_two_levels(owner: FlaskClient) -> None:
    owner.post(BASE, data={"name": "杯壶", "parent_id": "", "icon": ""})
    top = db.session.query(Category).one()
    answer = owner.post(BASE, data={"name": "保温杯", "parent_id": top.id, "icon": ""}, headers=HTMX)

    assert 'id="tree"' in answer.text
    assert "保温杯" in answer.text
    child = db.session.query(Category).filter_by(name="保温杯").one()
    third = owner.post(BASE, data={"name": "第三级", "parent_id": child.id, "icon": ""}, headers=HTMX)
    assert third.status_code == 422
    assert "最多两级" in third.text


@pytest.mark.parametrize("name", ["", "一二三四五六七八九十一"])
def test_a_wrong_name_stays_in_the_form(owner: FlaskClient, name: str) -> None:
    answer = owner.post(BASE, data={"name": name, "parent_id": "", "icon": ""}, headers=HTMX)
    assert answer.status_code == 422
    assert "1–10 个字" in answer.text


def test_a_name_stands_once_on_its_level(owner: FlaskClient) -> None:
    top, other = a_category("杯壶"), a_category("茶具")
    child = a_category("新品", parent_id=top.id)
    assert owner.post(BASE, data={"name": "杯壶", "parent_id": ""}, headers=HTMX).status_code == 422
    assert "已经有「新品」" in owner.post(BASE, data={"name": "新品", "parent_id": top.id}, headers=HTMX).text
    assert owner.post(f"{BASE}/{other.id}", data={"name": "杯壶", "parent_id": ""}, headers=HTMX).status_code == 422
    assert (
        owner.post(f"{BASE}/{child.id}", data={"name": "新品", "parent_id": other.id}, headers=HTMX).status_code == 200
    )
    assert owner.post(BASE, data={"name": "新品", "parent_id": top.id}, headers=HTMX).status_code == 200


def test_a_first_level_counts_what_its_branches_hold(owner: FlaskClient) -> None:
    top = a_category("杯壶")
    goods(title="手冲壶", category_id=a_category("壶", parent_id=top.id).id)
    db.session.commit()
    assert f"查看 {top.name} 的 1 件商品" in owner.get(BASE).text


def test_renaming_keeps_whether_it_shows(owner: FlaskClient) -> None:
    row = a_category("旧名", is_visible=False)
    owner.post(f"{BASE}/{row.id}", data={"name": "新名", "parent_id": "", "icon": ""})
    saved = find(Category, row.id)
    assert (saved.name, saved.is_visible) == ("新名", False)


def test_moving_changes_places_and_stops_at_the_edge(owner: FlaskClient) -> None:
    first, second = a_category("甲", position=0), a_category("乙", position=0)
    owner.post(f"{BASE}/{second.id}/place", data={"step": "-1"})
    owner.post(f"{BASE}/{second.id}/place", data={"step": "-1"})

    page = owner.get(BASE).text
    assert page.index("<b>乙</b>") < page.index("<b>甲</b>")
    assert (find(Category, second.id).position, find(Category, first.id).position) == (0, 1)


def test_hiding_and_showing(owner: FlaskClient) -> None:
    row = a_category("甲")
    owner.post(f"{BASE}/{row.id}/visibility", data={"visible": ""})
    assert not find(Category, row.id).is_visible
    owner.post(f"{BASE}/{row.id}/visibility", data={"visible": "1"})
    assert find(Category, row.id).is_visible


def test_only_an_empty_one_can_be_deleted(owner: FlaskClient) -> None:
    full, parent, empty = a_category("有货"), a_category("有子"), a_category("空的")
    a_category("子", parent_id=parent.id)
    goods(category_id=full.id)

    assert "还有 1 件商品" in owner.post(f"{BASE}/{full.id}/deletion").text
    assert "子分类" in owner.post(f"{BASE}/{parent.id}/deletion").text
    assert owner.post(f"{BASE}/{empty.id}/deletion").status_code == 303
    assert {row.name for row in db.session.query(Category)} == {"有货", "有子", "子"}


def test_a_neighbours_category_is_not_there(owner: FlaskClient) -> None:
    with tenant_scope(a_shop("other")):
        other = a_category("邻居")
    assert "邻居" not in owner.get(BASE).text
    assert owner.get(f"{BASE}/{other.id}").status_code == 404
    for path in ("", "/place", "/visibility", "/deletion"):
        assert owner.post(f"{BASE}/{other.id}{path}", data={"name": "我的"}).status_code == 404, path


def test_changing_asks_for_its_right(app: Flask, shop: int) -> None:
    row = a_category("甲")
    helpdesk = staff_browser(app, shop, "helpdesk")
    assert helpdesk.get(BASE).status_code == 200
    for path in ("", f"/{row.id}", f"/{row.id}/place", f"/{row.id}/visibility", f"/{row.id}/deletion"):
        assert helpdesk.post(f"{BASE}{path}", data={"name": "乙"}).status_code == 403, path
