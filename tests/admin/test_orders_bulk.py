"""Several orders at once: shipping with a check first, one remark for all, the file for spreadsheets."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from admin.orders import export
from admin.orders.export import neutral
from commerce.fulfilment.models import Shipment
from commerce.orders.listing import Narrowing
from kernel.db import db
from kernel.tenancy import tenant_scope
from tests.admin.test_orders_list import paid, placed
from tests.admin.test_orders_moves import HTMX, again, log
from tests.support.desk import staff_browser
from tests.support.factories import a_shop

SHIPPING = "/admin/orders/bulk/shipping"


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def shipments() -> int:
    return db.session.scalar(select(func.count()).select_from(Shipment)) or 0


def test_nothing_leaves_while_a_row_is_wrong(desk: FlaskClient) -> None:
    good, bad = paid(), paid()
    form = {
        "ids": [good.id, bad.id],
        "carrier": "SF",
        f"number-{good.id}": "sf 1390221700481",
        f"number-{bad.id}": "123",
    }

    for step in ("check", "ship"):
        page = desk.post(SHIPPING, data=form | {"step": step}).text
        assert "1 行有问题" in page
        assert "顺丰应为 SF 开头 15 位" in page
    assert shipments() == 0


def test_nothing_filled_in_names_no_button_that_is_not_there(desk: FlaskClient) -> None:
    page = desk.post(SHIPPING, data={"ids": [paid().id], "carrier": "SF", "step": "check"}).text
    assert "没有可以发货的订单：请填写物流单号" in page
    assert "确认发货" not in page


def test_sound_rows_are_shipped_and_every_row_says_what_became_of_it(desk: FlaskClient) -> None:
    first, second, unpaid = paid(), paid(), placed()
    form = {"ids": [first.id, second.id, unpaid.id], "carrier": "SF", f"number-{first.id}": "SF1390221700481"}

    assert "检查通过：1 单可以发货" in desk.post(SHIPPING, data=form | {"step": "check"}).text
    assert shipments() == 0
    page = desk.post(SHIPPING, data=form | {"step": "ship"}).text
    desk.post(SHIPPING, data=form | {"step": "ship"})

    assert "已发货 1 单" in page
    assert "没有填单号，这次不发" in page
    assert "待付款，不用发货" in page
    assert (again(first).state, again(second).state, shipments()) == ("shipped", "paid", 1)


def test_all_matched_takes_the_filter_of_the_address(desk: FlaskClient) -> None:
    first, second, other = paid(), paid(), placed()

    page = desk.post(f"{SHIPPING}?state=paid", data={"all_matched": "1"}).text

    assert first.number in page
    assert second.number in page
    assert other.number not in page


def test_one_remark_for_all(desk: FlaskClient) -> None:
    orders = [paid(), placed()]
    chosen = {"ids": [order.id for order in orders]}

    assert "给 2 单写备注" in desk.post("/admin/orders/bulk/note", data=chosen, headers=HTMX).text
    assert desk.post("/admin/orders/bulk/note", data=chosen | {"note": ""}, headers=HTMX).status_code == 422
    assert desk.post("/admin/orders/bulk/note", data=chosen | {"note": "春节前发"}).status_code == 303
    assert [again(order).staff_note for order in orders] == ["春节前发"] * 2
    assert log("orders.note") == ["给 2 单写备注"]


@pytest.mark.parametrize("path", ["shipping", "note"])
def test_a_neighbours_orders_are_left_alone(desk: FlaskClient, path: str) -> None:
    neighbour = a_shop()
    with tenant_scope(neighbour):
        other = paid()

    page = desk.post(
        f"/admin/orders/bulk/{path}", data={"ids": [other.id], "note": "x", "step": "ship", "carrier": "SF"}
    )

    assert other.number not in page.text
    with tenant_scope(neighbour):
        assert (again(other).state, again(other).staff_note) == ("paid", "")


def test_without_the_right_nothing_is_shipped_in_bulk(app: Flask, shop: int) -> None:
    assert staff_browser(app, shop, "helpdesk").post(SHIPPING, data={"step": "ship"}).status_code == 403


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_a_cell_is_never_a_formula(typed: str) -> None:
    assert neutral(typed).startswith("'")
    assert neutral("晨雾绿") == "晨雾绿"


def table(answer: object) -> list[dict[str, str]]:
    text = answer.get_data(as_text=True)  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_file_holds_the_filtered_orders_with_covered_recipients(app: Flask, shop: int, desk: FlaskClient) -> None:
    order = paid(buyer_note="=HYPERLINK(1)")
    placed()

    rows = table(staff_browser(app, shop, "operations").get("/admin/orders/export?state=paid"))
    assert [row["订单号"] for row in rows] == [order.number]
    assert (rows[0]["实付"], rows[0]["收件人"], rows[0]["手机"]) == ("199.00", "张**", "138****6621")
    assert rows[0]["买家留言"] == "'=HYPERLINK(1)"
    assert "南京西路" not in str(rows)
    assert "南京西路 1266 号" in str(table(desk.get("/admin/orders/export?state=paid")))


def test_ticked_orders_make_a_file_of_their_own(desk: FlaskClient) -> None:
    order = paid()
    paid()

    assert [row["订单号"] for row in table(desk.post("/admin/orders/export", data={"ids": [order.id]}))] == [
        order.number
    ]
    assert len(table(desk.post("/admin/orders/export?state=paid", data={"all_matched": "1"}))) == 2


def test_the_file_is_read_in_portions(shop: int, desk: FlaskClient) -> None:
    for _ in range(5):
        paid()

    told = export.lines(shop, Narrowing(), None, is_full=False, portion=2)

    assert [portion.count("\r\n") for portion in told] == [1, 2, 2, 1]
    assert desk.get("/admin/orders/export").is_streamed


def test_nothing_ticked_is_said_in_words_and_nothing_happens(desk: FlaskClient) -> None:
    for address in ("/admin/orders/bulk/note", SHIPPING, "/admin/orders/export"):
        answer = desk.post(address, data={"all_matched": ""})
        assert (answer.status_code, "还没有选择订单，请先勾选再操作" in answer.text) == (422, True), address
    empty = desk.get("/admin/orders/export?q=nobody")
    assert (empty.status_code, "没有内容可以导出" in empty.text) == (422, True)
    assert (
        'id="export" hx-swap-oob="true"><button class="btn o" type="button" disabled' in desk.get("/admin/orders").text
    )
