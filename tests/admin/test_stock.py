"""库存 and 出入库 over HTTP."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commerce.inventory import queries
from commerce.inventory.models import Movement
from commerce.orders.settlement import settle
from kernel import clock
from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants.models import AuditEntry
from tests.support.desk import staff_browser
from tests.support.factories import a_settlement, a_shop, a_warehouse, an_order
from tests.support.sights import goods

STOCK = "/admin/inventory"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def keeper(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "warehouse")


def counted(keeper: FlaskClient, sku_id: int, counted_pieces: object, /, **values: object) -> tuple[dict, TestResponse]:
    form = keeper.get(f"{STOCK}/skus/{sku_id}/count", headers=HTMX).text
    token = re.search(r'name="token" value="([^"]+)"', form)
    assert token
    given = {
        "token": token[1],
        "on_hand": counted_pieces,
        "reason": "盘点调整",
        "warehouse_id": a_warehouse().id,
    } | values
    return given, keeper.post(f"{STOCK}/skus/{sku_id}/count", data=given, headers=HTMX)


def test_the_list_shows_held_and_sellable_pieces(keeper: FlaskClient) -> None:
    sku = goods(title="手冲壶", stock=12)
    an_order(sku=sku, quantity=2)
    db.session.commit()

    page = keeper.get(STOCK).text

    row = page.partition(f'id="sku-{sku.id}"')[2].partition("</tr>")[0]
    assert 'data-l="总库存">12<' in row
    assert 'data-l="锁定">2<' in row
    assert "<b>10</b>" in row


def test_a_level_above_all_sense_is_refused_in_words(keeper: FlaskClient) -> None:
    sku = goods(title="手冲壶", stock=12)
    _given, answer = counted(keeper, sku.id, 99999999)
    assert answer.status_code == 422
    assert "应在 0–999999 之间" in answer.text
    form = keeper.get(f"{STOCK}/skus/{sku.id}/count", headers=HTMX).text
    assert int(re.search(r'name="on_hand"[^>]*maxlength="(\d+)"', form)[1]) > 8


@pytest.mark.parametrize(("before", "level", "is_asked"), [
    (12, 5000, True), (5000, 12, True), (12, 1012, False), (900, 5000, False), (0, 1000, False), (0, 1001, True),
])  # fmt: skip
def test_a_huge_jump_is_typed_twice(keeper: FlaskClient, before: int, level: int, is_asked: bool) -> None:
    sku = goods(title="手冲壶", stock=before)
    given, answer = counted(keeper, sku.id, level)
    assert answer.status_code == (422 if is_asked else 200)
    if is_asked:
        assert "请再填一次数量" in answer.text
        assert 'name="again"' in answer.text
        other = keeper.post(f"{STOCK}/skus/{sku.id}/count", data=given | {"again": level + 1}, headers=HTMX)
        assert other.status_code == 422
        answer = keeper.post(f"{STOCK}/skus/{sku.id}/count", data=given | {"again": level}, headers=HTMX)
    assert f"<b>{level}</b>" in answer.text or f"<b>{level:,}</b>" in answer.text


def test_tabs_and_search_narrow_the_list(keeper: FlaskClient) -> None:
    goods(title="充足的杯", stock=500)
    low, none = goods(title="少的壶", stock=3), goods(title="没有的碗", stock=0)

    page = keeper.get(f"{STOCK}?level=low").text
    assert "少的壶" in page
    assert "没有的碗" in page
    assert "充足的杯" not in page
    assert "少的壶" not in keeper.get(f"{STOCK}?level=zero").text
    assert "没有的碗" in keeper.get(f"{STOCK}?q={none.code}").text
    assert "没有找到" in keeper.get(f"{STOCK}?q=%25").text
    assert low.code in keeper.get(f"{STOCK}?q=少的").text


def test_a_count_is_kept_with_its_reason_and_written_down(keeper: FlaskClient) -> None:
    sku = goods(stock=12)

    _, answer = counted(keeper, sku.id, 7, reason="残次报损")

    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == f"#sku-{sku.id}"
    assert queries.levels([sku.id])[sku.id].on_hand == 7
    last = queries.movements(sku.id)[0][0]
    assert (last.delta, last.reason) == (-5, "残次报损")
    note = db.session.query(AuditEntry).filter_by(verb="inventory.adjust").one()
    assert (note.before, note.after) == ({"on_hand": 12}, {"on_hand": 7})


def test_sending_a_count_twice_counts_once(keeper: FlaskClient) -> None:
    sku = goods(stock=12)
    given, _ = counted(keeper, sku.id, 20)

    keeper.post(f"{STOCK}/skus/{sku.id}/count", data=given | {"on_hand": 30}, headers=HTMX)

    assert queries.levels([sku.id])[sku.id].on_hand == 20
    assert db.session.query(Movement).filter(Movement.cause.like("adjust:%")).count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"on_hand": "-1"}, "整数"),
        ({"on_hand": "1.5"}, "整数"),
        ({"reason": " "}, "请填写调整原因"),
        ({"token": "x"}, "过期"),
        ({"warehouse_id": 999999}, "请选择仓库"),
        ({"on_hand": "99999999"}, "应在"),
    ],
)
def test_a_wrong_count_stays_in_the_form(keeper: FlaskClient, values: dict[str, object], words: str) -> None:
    sku = goods(stock=12)

    _, answer = counted(keeper, sku.id, 5, **values)

    assert answer.status_code == 422
    assert words in answer.text
    assert queries.levels([sku.id])[sku.id].on_hand == 12


def test_a_count_below_what_orders_hold_is_refused(keeper: FlaskClient) -> None:
    sku = goods(stock=12)
    an_order(sku=sku, quantity=4)
    db.session.commit()

    _, answer = counted(keeper, sku.id, 3)

    assert answer.status_code == 422
    assert "库存不能低于 4 件" in answer.text


def test_the_drawer_and_the_page_tell_every_movement(keeper: FlaskClient) -> None:
    sku = goods(title="手冲壶", stock=12)
    counted(keeper, sku.id, 9)

    drawer = keeper.get(f"{STOCK}/skus/{sku.id}/movements", headers=HTMX).text
    assert "盘点调整" in drawer
    assert "-3" in drawer
    assert "期初" in drawer
    page = keeper.get(f"{STOCK}/movements?kind=adjust").text
    assert "盘点调整" in page
    assert "+12" not in page
    assert "+12" in keeper.get(f"{STOCK}/movements?q={sku.code}").text


def test_a_movement_names_the_order_or_the_case_behind_it(keeper: FlaskClient, app: Flask, shop: int) -> None:
    sku = goods(title="手冲壶", stock=12)
    order = an_order(sku=sku, at=clock.now())
    settle(a_settlement(order, at=clock.now()))
    db.session.commit()
    counted(keeper, sku.id, 9)

    for path in (f"{STOCK}/movements", f"{STOCK}/skus/{sku.id}/movements"):
        page = keeper.get(path, headers=HTMX).text
        assert f'href="/admin/orders/{order.id}">订单 {order.number}</a>' in page
        assert not re.search(r">\s*(order|adjust|opening):", page)


def test_a_neighbours_sku_is_not_there(keeper: FlaskClient) -> None:
    with tenant_scope(a_shop("other")):
        other = goods(title="邻居的杯")
    for path in ("count", "movements"):
        assert keeper.get(f"{STOCK}/skus/{other.id}/{path}").status_code == 404
    data = {"token": "x" * 20, "on_hand": 1, "reason": "盘点", "warehouse_id": 1}
    assert keeper.post(f"{STOCK}/skus/{other.id}/count", data=data).status_code == 404
    assert "邻居的杯" not in keeper.get(STOCK).text + keeper.get(f"{STOCK}/movements").text


def test_counting_asks_for_its_own_right(app: Flask, shop: int) -> None:
    sku = goods()
    helpdesk = staff_browser(app, shop, "helpdesk")
    assert helpdesk.get(STOCK).status_code == 403
    assert helpdesk.post(f"{STOCK}/skus/{sku.id}/count", data={}).status_code == 403
