"""One order: its page and what a person does with it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from commerce.fulfilment.models import Shipment
from commerce.orders.models import Order, OrderLine
from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments.models import Refund
from commerce.payments.ports import Charge, gateway
from kernel import clock
from kernel.db import db
from kernel.tenancy import tenant_scope
from tenants.models import AuditEntry
from tests.admin.test_orders_list import paid, placed
from tests.support.desk import staff_browser
from tests.support.factories import a_product, a_settlement, a_shop, an_order, payment_of
from tests.support.sandbox import Sandbox

HTMX = {"HX-Request": "true"}
SHIP = {"carrier": "SF", "tracking_number": "SF1390221700481"}
EVERY = ("ship", "reprice", "close", "note", "refund", "star", "recipient", "slip")


@pytest.fixture
def desk(app: Flask, shop: int) -> FlaskClient:
    return staff_browser(app, shop, "owner")


def again(order: Order) -> Order:
    db.session.expire_all()
    return db.session.scalars(select(Order).where(Order.id == order.id)).one()


def log(verb: str) -> list[str]:
    return list(db.session.scalars(select(AuditEntry.summary).where(AuditEntry.verb == verb).order_by(AuditEntry.id)))


def test_the_page_tells_what_happened_and_covers_the_recipient(desk: FlaskClient) -> None:
    order = paid()

    page = desk.get(f"/admin/orders/{order.id}").text

    assert "买家 下单" in page
    assert "微信支付 确认收到付款" in page
    assert payment_of(order).transaction_id in page
    assert "138****6621" in page
    assert "南京西路" not in page
    shown = desk.post(f"/admin/orders/{order.id}/recipient", headers=HTMX).text
    assert "南京西路 1266 号" in shown
    assert log("orders.unmask") == [f"查看订单 {order.number} 的完整收件信息"]


def test_previous_and_next_lead_to_the_neighbours_in_time(desk: FlaskClient) -> None:
    first, second, third = placed(), placed(), placed()

    page = desk.get(f"/admin/orders/{second.id}").text

    assert f'href="/admin/orders/{third.id}" aria-label="上一单"' in page
    assert f'href="/admin/orders/{first.id}" aria-label="下一单"' in page


@pytest.mark.parametrize("move", EVERY)
def test_a_neighbours_order_is_not_found(desk: FlaskClient, move: str) -> None:
    with tenant_scope(a_shop()):
        other = paid()

    assert desk.get(f"/admin/orders/{other.id}").status_code == 404
    assert (
        desk.post(
            f"/admin/orders/{other.id}/{move}", data=SHIP | {"goods": "1", "freight": "0", "reason": "x"}
        ).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("role", "move"),
    [("helpdesk", "refund"), ("helpdesk", "ship"), ("helpdesk", "close"), ("warehouse", "refund"),
     ("warehouse", "note"),
     ("warehouse", "reprice"), ("finance", "ship"), ("finance", "recipient"), ("operations", "refund")],
)  # fmt: skip
def test_without_the_right_nothing_happens(app: Flask, shop: int, role: str, move: str) -> None:
    order = paid()

    answer = staff_browser(app, shop, role).post(f"/admin/orders/{order.id}/{move}", data=SHIP | {"reason": "缺货"})

    assert answer.status_code == 403
    assert again(order).state == "paid"


def test_writes_need_the_token(app: Flask, shop: int, desk: FlaskClient) -> None:
    order = paid()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answers = [desk.post(f"/admin/orders/{order.id}/{move}", data=SHIP).status_code for move in EVERY]
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert set(answers) <= {400, 403}
    assert again(order).state == "paid"


@pytest.mark.parametrize(
    ("move", "title"), [("ship", "发货"), ("note", "备注"), ("close", "关闭订单"), ("reprice", "改价")]
)
def test_a_move_on_a_page_of_its_own_has_its_own_name(desk: FlaskClient, move: str, title: str) -> None:
    order = placed() if move in ("close", "reprice") else paid()
    page = desk.get(f"/admin/orders/{order.id}/{move}").text
    assert f"<h1>{title}" in page
    assert "处理订单" not in page


def test_shipping_says_what_is_wrong_with_a_number_and_ships_once(desk: FlaskClient) -> None:
    order = paid()
    url = f"/admin/orders/{order.id}/ship"

    wrong = desk.post(url, data=SHIP | {"tracking_number": "SF12"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "物流单号格式不对，顺丰应为 SF 开头 15 位" in wrong.text
    assert 'value="SF12"' in wrong.text

    assert desk.post(url, data=SHIP, headers=HTMX).status_code == 204
    assert desk.post(url, data=SHIP).status_code == 303
    assert again(order).state == "shipped"
    assert db.session.scalar(select(func.count()).select_from(Shipment)) == 1
    page = desk.get(f"/admin/orders/{order.id}").text
    assert "owner 小王 发货" in page
    assert "SF1390221700481" in page
    assert "已发 1 / 1" in page


def test_part_of_an_order_goes_in_a_parcel_of_its_own(desk: FlaskClient) -> None:
    order = an_order(sku=a_product(), quantity=3)
    settle(a_settlement(order))
    db.session.commit()
    line_id = db.session.scalars(select(OrderLine.id).where(OrderLine.order_id == order.id)).one()
    url = f"/admin/orders/{order.id}/ship"

    assert desk.post(url, data=SHIP | {f"line-{line_id}": "5"}, headers=HTMX).status_code == 422
    assert desk.post(url, data=SHIP | {f"line-{line_id}": "2"}, headers=HTMX).status_code == 204
    assert again(order).state == "part_shipped"
    assert desk.post(url, data={"carrier": "SF", "tracking_number": "SF1390221700482"}, headers=HTMX).status_code == 204
    assert again(order).state == "shipped"


def test_a_price_changes_before_payment_only(desk: FlaskClient) -> None:
    order = placed()
    url = f"/admin/orders/{order.id}/reprice"

    assert desk.post(url, data={"goods": "1e3", "freight": "0"}, headers=HTMX).status_code == 422
    assert desk.post(url, data={"goods": "0", "freight": "0"}, headers=HTMX).status_code == 422
    for _ in range(2):
        assert (
            desk.post(url, data={"goods": "150.5", "freight": "8", "reason": "老客"}, headers=HTMX).status_code == 204
        )
    assert again(order).total_fen == 15850
    assert len(log("orders.reprice")) == 1

    assert (
        desk.post(f"/admin/orders/{paid().id}/reprice", data={"goods": "1", "freight": "0"}, headers=HTMX).status_code
        == 409
    )
    assert desk.get(f"/admin/orders/{paid().id}/reprice", headers=HTMX).status_code == 409


def test_closing_asks_for_a_reason_and_gives_the_stock_back(desk: FlaskClient, shop: int, sandbox: Sandbox) -> None:
    sandbox.connect()
    order = placed()
    url = f"/admin/orders/{order.id}/close"

    assert desk.post(url, data={"reason": ""}, headers=HTMX).status_code == 422
    assert desk.post(url, data={"reason": "缺货"}).status_code == 303
    assert desk.post(url, data={"reason": "缺货"}, headers=HTMX).status_code == 204
    assert (again(order).state, again(order).close_reason) == ("closed", "缺货")
    assert len(log("orders.close")) == 1
    assert desk.post(f"/admin/orders/{paid().id}/close", data={"reason": "缺货"}, headers=HTMX).status_code == 409


def test_money_that_came_in_just_now_wins_over_closing(desk: FlaskClient, shop: int, sandbox: Sandbox) -> None:
    sandbox.connect()
    order, now = placed(), clock.now()
    payment = payment_of(order)
    charge = Charge(payment.number, payment.total_fen, "测试", sandbox.openid(), now + timedelta(minutes=15))
    prepared = gateway().prepare(charge)
    payments.record_prepared(payment.id, prepared, payer_openid=sandbox.openid(), at=now)
    db.session.commit()
    sandbox.pay(payment.number)

    answer = desk.post(f"/admin/orders/{order.id}/close", data={"reason": "缺货"})

    assert answer.status_code == 409
    assert "买家刚刚付款成功" in answer.text
    assert again(order).state == "paid"


def test_note_and_star_change_once_each(desk: FlaskClient) -> None:
    order = paid()
    for _ in range(2):
        assert (
            desk.post(f"/admin/orders/{order.id}/note", data={"note": "{{7*7}} <b>加急"}, headers=HTMX).status_code
            == 204
        )
        starred = desk.post(f"/admin/orders/{order.id}/star", data={"on": "1"}, headers=HTMX)
    assert 'aria-pressed="true"' in starred.text
    assert len(log("orders.note")) == len(log("orders.star")) == 1
    assert "{{7*7}} &lt;b&gt;加急" in desk.get(f"/admin/orders/{order.id}").text
    assert desk.post(f"/admin/orders/{order.id}/note", data={"note": "长" * 201}, headers=HTMX).status_code == 422


def test_the_whole_order_is_refunded_once_and_big_sums_are_typed_back(desk: FlaskClient) -> None:
    order = an_order(sku=a_product(price_fen=60000))
    settle(a_settlement(order))
    db.session.commit()
    url = f"/admin/orders/{order.id}/refund"

    assert "请输入退款金额确认" in desk.get(url).text
    assert desk.post(url, data={"reason": "缺货"}, headers=HTMX).status_code == 422
    assert desk.post(url, data={"reason": "缺货", "typed": "599.99"}, headers=HTMX).status_code == 422
    assert desk.post(url, data={"reason": "缺货", "typed": "600"}, headers=HTMX).status_code == 204
    assert desk.post(url, data={"reason": "缺货", "typed": "600"}, headers=HTMX).status_code == 204
    refund = db.session.scalars(select(Refund)).one()
    assert (refund.refund_fen, refund.cause, again(order).state) == (60000, f"staff:{order.id}", "refunded")
    assert log("orders.refund") == [f"订单 {order.number} 整单退款 ¥600.00，缺货"]


def test_platform_and_unpaid_orders_are_not_refunded_here(desk: FlaskClient) -> None:
    unpaid, tmall = placed(), paid(source="tmall", remote_number="T1")

    assert desk.post(f"/admin/orders/{unpaid.id}/refund", data={"reason": "缺货"}).status_code == 409
    answer = desk.post(f"/admin/orders/{tmall.id}/refund", data={"reason": "缺货"})
    assert answer.status_code == 409
    assert "请到天猫商家后台退款" in answer.text


def test_the_slip_shows_the_whole_recipient_only_on_demand(desk: FlaskClient) -> None:
    order = paid()

    assert "南京西路" not in desk.get(f"/admin/orders/{order.id}/slip").text
    assert "南京西路 1266 号" in desk.post(f"/admin/orders/{order.id}/slip").text
    assert len(log("orders.unmask")) == 1
