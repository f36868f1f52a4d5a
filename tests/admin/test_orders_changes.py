"""The desk puts right what was wrong: an address before shipping, a parcel's number after it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment import queries as parcels
from commerce.orders import queries as orders
from kernel import clock
from kernel.db import db, transaction
from tenants.models import AuditEntry
from tests.admin.test_orders_list import paid
from tests.admin.test_orders_moves import HTMX, again
from tests.support.desk import staff_browser
from tests.support.factories import ADDRESS

ELSEWHERE = ADDRESS | {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号"}
SF = {"carrier": "SF", "tracking_number": "SF1234567890123", "by": "staff:1"}


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def audited(verb: str) -> str:
    return str(db.session.scalars(select(AuditEntry.summary).where(AuditEntry.verb == verb)).one())


def test_an_address_is_read_from_a_paste_and_changed_with_a_reason(desk: FlaskClient) -> None:
    order = paid()
    url = f"/admin/orders/{order.id}/address"
    form = desk.get(url, headers=HTMX).text
    assert "138****6621" in form
    assert "南京西路" not in form
    read = desk.post(url, headers=HTMX, data={"step": "read", "pasted": "李明 13900001111 浙江杭州西湖区文三路 1 号"})
    assert 'value="西湖区"' in read.text
    missing = desk.post(url, headers=HTMX, data=ELSEWHERE)
    assert missing.status_code == 422
    assert "请填写修改原因" in missing.text
    assert desk.post(url, headers=HTMX, data=ELSEWHERE | {"reason": "买家来电"}).status_code == 204
    assert again(order).recipient == ELSEWHERE
    assert audited("orders.address").endswith("买家来电")
    assert "修改了收货地址" in desk.get(f"/admin/orders/{order.id}").text


def test_each_parcel_lists_its_goods_line_by_line(desk: FlaskClient) -> None:
    with transaction():
        order = paid()
        fulfilment.ship(order.id, at=clock.now(), **SF)
        title = orders.lines_of([order.id])[order.id][0].title
    page = desk.get(f"/admin/orders/{order.id}").text
    assert re.search(rf"<dt>内含</dt><dd><p>{title} 晨雾绿 ×1</p></dd>", page)


def test_a_parcels_number_is_corrected_and_a_parcel_of_another_order_is_not_found(desk: FlaskClient) -> None:
    order, other = paid(), paid()
    with transaction():
        parcel = fulfilment.ship(order.id, at=clock.now(), **SF)
    url = f"/admin/orders/{order.id}/parcels/{parcel.id}/number"
    assert parcel.tracking_number in desk.get(url, headers=HTMX).text
    wrong = desk.post(url, headers=HTMX, data={"carrier": "SF", "tracking_number": "12"})
    assert wrong.status_code == 422
    assert desk.get(f"/admin/orders/{other.id}/parcels/{parcel.id}/number", headers=HTMX).status_code == 404
    right = {"carrier": "ZTO", "tracking_number": "781234567890", "reason": "写错了"}
    assert desk.post(url, headers=HTMX, data=right).status_code == 204
    assert parcels.shipments_of([order.id])[order.id][0].tracking_number == "781234567890"
    page = desk.get(f"/admin/orders/{order.id}").text
    assert "更正物流单号" in page
    assert "顺丰速运 SF1234567890123 → 中通快递 781234567890" in page


@pytest.mark.parametrize(("role", "code"), [("helpdesk", 200), ("warehouse", 403), ("operations", 403)])
def test_who_may_change_an_address(app: Flask, shop: int, role: str, code: int) -> None:
    order = paid()
    assert staff_browser(app, shop, role).get(f"/admin/orders/{order.id}/address", headers=HTMX).status_code == code
