"""Orders of a running group: not shipped, and refunded by giving up the seat."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commerce.orders.models import Order
from commerce.orders.settlement import settle
from commerce.payments.models import Refund
from commerce.promotions.groupbuy import actions as groupbuy
from commerce.promotions.groupbuy.models import Group, Seat
from kernel import clock
from kernel.db import db
from tests.admin.test_orders_moves import HTMX, SHIP, again
from tests.support.desk import staff_browser
from tests.support.factories import a_group_activity, a_member, a_product, a_settlement, an_order


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def a_seat() -> Order:
    member, sku, now = a_member(), a_product(), clock.now()
    activity = a_group_activity(sku)
    group = groupbuy.reserve(activity.id, None, member_id=member.id, quantities={sku.id: 1}, at=now)
    order = an_order(member=member, sku=sku, at=now)
    order.kind, order.is_blocked = "groupbuy", True
    groupbuy.seat(group.id, order)
    settle(a_settlement(order, at=now))
    groupbuy.pay_seat(order.id, now)
    db.session.commit()
    return order


def test_an_order_of_an_open_group_waits(desk: FlaskClient) -> None:
    order = a_seat()

    page = desk.get("/admin/orders").text

    assert "拼团中" in page
    assert f"/admin/orders/{order.id}/ship" not in page
    answer = desk.post(f"/admin/orders/{order.id}/ship", data=SHIP)
    assert answer.status_code == 409
    assert "拼团还没成团" in answer.text


def test_a_refund_gives_up_the_seat_and_happens_once(desk: FlaskClient) -> None:
    order = a_seat()

    for _ in range(2):
        assert desk.post(f"/admin/orders/{order.id}/refund", data={"reason": "缺货"}, headers=HTMX).status_code == 204

    assert again(order).state == "refunded"
    refunds = db.session.scalars(select(Refund)).all()
    seat, group = db.session.scalars(select(Seat)).one(), db.session.scalars(select(Group)).one()
    assert [refund.cause for refund in refunds] == [f"group:{group.id}:order:{order.id}"]
    assert (seat.state, group.seats_paid) == ("refunded", 0)


def test_an_order_of_an_open_group_is_not_one_to_ship(desk: FlaskClient) -> None:
    order = a_seat()

    home, to_ship, held = (desk.get(f"/admin/{p}").text for p in ("", "orders?state=paid", "orders?state=held"))

    assert order.number not in to_ship
    assert order.number in held
    found = re.findall(r'<b class="num[^"]*">(\d+)</b><span class="l">([^<]+)</span>', home)
    tiles = {label: n for n, label in found}
    assert (tiles["待发货"], tiles["拼团中"]) == ("0", "1")
    assert "拼团中" in home.partition("最新订单，从新到旧")[2]
    assert "待发货" not in home.partition("最新订单，从新到旧")[2].partition("</table>")[0]
