"""运费模板 at the desk: made, changed, tried, given to goods, taken away."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.freight import queries
from kernel.db import transaction
from tests.support.desk import staff_browser
from tests.support.factories import a_product

REST = {"first-0": "1", "first_fen-0": "8", "extra-0": "1", "extra_fen-0": "2", "free_from_fen-0": "99"}
FORM = {"name": "全国按件", "kind": "piece", "is_default": "1", **REST}
NEAR = {"regions-1": "浙江、上海", "first-1": "1", "first_fen-1": "5", "extra-1": "1", "extra_fen-1": "1"}
URL = "/admin/freight"


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def test_a_template_is_made_changed_and_said_in_words(desk: FlaskClient) -> None:
    assert "还没有运费模板" in desk.get(URL).text
    assert desk.post(URL, data=FORM | NEAR | {"refused": "西藏"}).location == URL
    page = desk.get(URL).text
    assert "首件 1 件 ¥8，续件每 1 件 ¥2，满 ¥99包邮" in page
    assert "浙江省、上海市" in page
    assert "西藏自治区" in page
    row = queries.rows()[0]
    assert 'value="99.00"' in desk.get(f"{URL}/{row.id}").text
    again = FORM | {"version": str(row.version), "name": "全国按件二"}
    assert desk.post(f"{URL}/{row.id}", data=again).status_code == 303
    stale = desk.post(f"{URL}/{row.id}", data=again)
    assert stale.status_code == 409
    assert "别人刚刚改过" in stale.text
    assert len(queries.rows()[0].zones) == 1


def test_zones_come_and_go_and_a_sum_is_tried_before_anything_is_kept(desk: FlaskClient) -> None:
    more = desk.post(URL, data=FORM | {"step": "add"}).text
    assert "指定地区 1" in more
    assert "指定地区 1" not in desk.post(URL, data=FORM | NEAR | {"step": "drop-1"}).text
    tried = FORM | NEAR | {"step": "try", "refused": "西藏"}
    for region, pieces, words in (("杭州", "3", "运费 ¥7"), ("", "3", "运费 ¥12"), ("西藏", "1", "不配送到该地区")):
        page = desk.post(URL, data=tried | {"try_region": region, "try_pieces": pieces}).text
        assert words in page
    assert "免运费" in desk.post(URL, data=tried | {"try_sum": "99"}).text
    assert queries.rows() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "1–20 个字"),
        ({"first_fen-0": "8.888"}, "最多两位小数"),
        ({"first-0": "-1"}, "请填写整数"),
        ({"regions-1": "火星", **{k: v for k, v in NEAR.items() if k != "regions-1"}}, "没有找到地区「火星」"),
        ({**NEAR, "refused": "上海"}, "不能同时不配送"),
        ({"kind": "magic"}, "请选择计费方式"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(desk: FlaskClient, change: dict[str, str], words: str) -> None:
    answer = desk.post(URL, data=FORM | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert queries.rows() == []


def test_goods_get_a_template_and_hold_it(desk: FlaskClient) -> None:
    with transaction():
        product_id = a_product().product_id
    desk.post(URL, data=FORM)
    row = queries.rows()[0]
    assert "全国按件" in desk.get(f"{URL}/goods?ids={product_id}").text
    assert desk.post(f"{URL}/goods", data={"ids": product_id, "template_id": row.id}).status_code == 303
    assert queries.template_id_of(product_id) == row.id
    held = desk.post(f"{URL}/{row.id}/removal")
    assert held.status_code == 409
    assert "还有 1 件商品在用" in held.text
    desk.post(f"{URL}/goods", data={"ids": product_id, "template_id": ""})
    assert desk.post(f"{URL}/{row.id}/removal").status_code == 303
    assert queries.rows() == []


def test_who_may_change_templates(app: Flask, shop: int) -> None:
    staff = staff_browser(app, shop, "warehouse")
    assert staff.get(URL).status_code == 403
    assert staff.post(URL, data=FORM).status_code == 403
