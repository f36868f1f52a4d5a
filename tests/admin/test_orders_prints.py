"""Paper from the desk: picking list, packing slips by order and by parcel."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.fulfilment import actions as fulfilment
from commerce.orders import queries
from commerce.orders.settlement import settle
from kernel import clock
from kernel.db import transaction
from kernel.money import format_yuan
from tenants import settings
from tests.admin.test_orders_list import paid, placed
from tests.admin.test_orders_moves import log
from tests.support.desk import staff_browser
from tests.support.factories import a_settlement, an_order

SF = {"carrier": "SF", "tracking_number": "SF1234567890123", "by": "staff:1"}


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def test_the_picking_list_names_what_to_fetch_and_what_is_left_out(desk: FlaskClient) -> None:
    ready, unpaid = paid(), placed()
    line = queries.lines_of([ready.id])[ready.id][0]
    page = desk.post("/admin/orders/bulk/picking", data={"ids": [ready.id, unpaid.id]}).text
    assert line.sku_code in page
    assert f"{ready.number[-6:]}（{line.quantity}）" in page
    assert "没有列入" in page
    assert unpaid.number in page
    assert "南京西路" not in page


def test_slips_are_covered_and_without_prices_unless_asked_for(desk: FlaskClient) -> None:
    first, second = paid(), paid()
    ids = {"ids": [first.id, second.id]}
    page = desk.post("/admin/orders/bulk/slips", data=ids).text
    assert '<link rel="icon" href="data:,">' in page  # no browser asks for one that is not there
    assert page.count('class="sheet"') == 2
    assert "138****6621" in page
    assert "南京西路" not in page
    assert format_yuan(first.total_fen) not in page
    assert "南京西路 1266 号" in desk.post("/admin/orders/bulk/full-slips", data=ids).text
    assert log("orders.unmask") == ["打印 2 单的装箱单，含完整收件信息"]
    with transaction():
        settings.SLIP_PRICES.set(True)
    assert format_yuan(first.total_fen) in desk.get(f"/admin/orders/{first.id}/slip").text


def test_a_parcels_slip_holds_what_is_in_the_parcel(desk: FlaskClient) -> None:
    with transaction():
        order = an_order(quantity=3, at=clock.now())
        settle(a_settlement(order))
    other = paid()
    line = queries.lines_of([order.id])[order.id][0]
    with transaction():
        parcel = fulfilment.ship(order.id, line_quantities={line.id: 1}, at=clock.now(), **SF)
    page = desk.get(f"/admin/orders/{order.id}/slip?parcel={parcel.id}").text
    assert "SF1234567890123" in page
    assert '共 <b class="num">1</b> 件' in page
    assert desk.get(f"/admin/orders/{other.id}/slip?parcel={parcel.id}").status_code == 404


@pytest.mark.parametrize(("role", "code"), [("warehouse", 200), ("helpdesk", 403)])
def test_who_may_print_a_picking_list(app: Flask, shop: int, role: str, code: int) -> None:
    order = paid()
    answer = staff_browser(app, shop, role).post("/admin/orders/bulk/picking", data={"ids": order.id})
    assert answer.status_code == code
