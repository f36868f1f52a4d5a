"""Tracking numbers go back to the platform the order came from, once; what was shipped there is copied here."""

import pytest
from sqlalchemy import select

from channels.jobs import parcels
from channels.models import RemoteParcel
from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment.errors import MayNotShip
from commerce.orders.models import Order, OrderLine
from kernel import clock
from kernel.db import db, reading, transaction
from tests.support.factories import a_product

SF = {"carrier": "SF", "tracking_number": "SF1234567890123", "by": "staff:1"}


def order() -> Order:
    with reading():
        return db.session.scalars(select(Order)).one()


def parcel() -> RemoteParcel:
    with reading():
        return db.session.scalars(select(RemoteParcel).order_by(RemoteParcel.id.desc()).limit(1)).one()


def ship(**more) -> int:
    order_id = order().id
    with transaction():
        return fulfilment.ship(order_id, at=clock.now(), **SF | more).id


def shipments(market) -> list:
    return market.sandbox.get("/shipments")["shipments"]


@pytest.mark.parametrize(("platform", "company"), [("tmall", "顺丰速运"), ("jd", "顺丰速运")])
def test_the_number_reaches_the_platform_once(market, cup, platform, company):
    number = market.buy(platform, cup)
    market.pull(platform)

    shipment_id = ship()
    market.settle()
    parcels.push_shipment(market.account_ids[platform], shipment_id)

    assert [(s["order"], s["company"], s["waybill"]) for s in shipments(market)] == [
        (number, company, "SF1234567890123")
    ]
    assert (parcel().state, parcel().error) == ("told", None)


@pytest.mark.parametrize("platform", ["tmall", "jd"])
def test_an_answer_that_was_lost_is_not_a_refusal(market, cup, platform):
    market.buy(platform, cup)
    market.pull(platform)
    shipment_id = ship()
    market.settle()
    with transaction():
        row = db.session.scalars(select(RemoteParcel)).one()
        row.state, row.told_at = "waiting", None

    parcels.push_shipment(market.account_ids[platform], shipment_id)

    assert parcel().state == "told"


def test_a_number_the_platform_does_not_accept_is_said_in_words(market, cup):
    market.buy("tmall", cup)
    market.pull("tmall")
    wish = {
        "code": "15",
        "message": "运单号不符合规则",
        "sub_code": "isv.logistics-offline-service-error:B60",
        "times": 1,
    }
    market.sandbox.post("/faults", path="/router/rest", api="taobao.logistics.offline.send", **wish)

    ship()
    market.settle()

    assert (parcel().state, parcel().error) == ("refused", "物流单号不符合天猫对该快递公司的规则，请核对单号和快递公司")
    parcels.push_waiting(market.account_ids["tmall"])
    assert parcel().state == "told"


def test_an_order_closed_meanwhile_is_refused_in_words(market, cup):
    number = market.buy("tmall", cup)
    market.pull("tmall")
    market.happen("tmall", number, "close")

    ship()
    market.settle()

    assert parcel().state == "refused"
    assert "状态不能发货" in parcel().error


def test_a_locked_order_does_not_leave(market, cup):
    number = market.buy("jd", cup)
    market.pull("jd")
    market.happen("jd", number, "lock")
    market.pull("jd")

    with pytest.raises(MayNotShip, match="平台"):
        ship()


def test_a_tmall_order_leaves_in_parts(market, cup):
    with transaction():
        other = a_product(stock=5)
    market.shelve("tmall", other, 5)
    market.read_goods()
    lines = [{"outer_id": cup.code, "quantity": 1}, {"outer_id": other.code, "quantity": 1}]
    made = market.sandbox.post("/taobao/orders", app_key="top-key", lines=lines)
    market.pull("tmall")
    with reading():
        first, second = db.session.scalars(select(OrderLine.id).order_by(OrderLine.id))

    ship(line_quantities={first: 1})
    market.settle()
    assert market.remote_order("tmall", made["tid"])["status"] == "SELLER_CONSIGNED_PART"

    ship(line_quantities={second: 1}, carrier="ZTO", tracking_number="781234567890")
    market.settle()
    assert market.remote_order("tmall", made["tid"])["status"] == "WAIT_BUYER_CONFIRM_GOODS"
    assert [part["waybill"] for part in shipments(market)[0]["parts"]] == ["SF1234567890123", "781234567890"]


def test_a_jd_order_leaves_there_with_its_last_parcel(market, cup):
    number = market.buy("jd", cup, 2)
    market.pull("jd")
    with reading():
        line_id = db.session.scalars(select(OrderLine.id)).one()

    ship(line_quantities={line_id: 1})
    market.settle()
    assert market.remote_order("jd", number)["state"] == "WAIT_SELLER_STOCK_OUT"

    ship(tracking_number="SF1234567890124")
    market.settle()
    assert shipments(market)[0]["waybill"] == "SF1234567890123,SF1234567890124"


def test_what_was_shipped_on_the_platform_is_copied_and_not_told_again(market, cup):
    number = market.buy("jd", cup)
    market.pull("jd")
    account = parcels.connected(market.account_ids["jd"])
    platform = parcels.marketplace_of(account, is_reading=False)
    platform.ship(parcels_outgoing(number))
    market.pull("jd")
    market.settle()

    assert order().state == "shipped"
    assert parcel().state == "theirs"
    assert len(shipments(market)) == 1


def parcels_outgoing(number: str):
    from channels.ports import OutgoingParcel

    return OutgoingParcel(number, "YTO", "YT1234567890123")


def test_an_order_received_there_is_completed_here(market, cup):
    number = market.buy("tmall", cup)
    market.pull("tmall")
    ship()
    market.settle()
    market.happen("tmall", number, "confirm")
    market.pull("tmall")

    assert order().state == "completed"
