"""An order between payment and receipt: more time, another address, and every pair of state and verb."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment import queries as parcels
from commerce.fulfilment.errors import MayNotShip, NumberTaken
from commerce.orders import actions, handlers, jobs, queries, readdressing, receipt
from commerce.orders.models import Order
from commerce.orders.settlement import settle
from commerce.orders.states import ORDER
from jobs.models import Fact, Job
from jobs.queue import Postponed
from kernel import clock
from kernel.db import db, transaction
from kernel.errors import IllegalMove, Invalid, Refused
from tests.support.factories import ADDRESS, NOON, a_product, a_settlement, an_order

SF = {"carrier": "SF", "tracking_number": "SF1234567890123", "by": "staff:1"}
ELSEWHERE = ADDRESS | {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号"}
GOES = {
    ("placed", "pay"), ("placed", "close"), ("closed", "revive"), ("paid", "ship"), ("part_shipped", "ship"),
    ("paid", "ship_part"), ("part_shipped", "ship_part"), ("shipped", "complete"), ("paid", "refund"),
    ("part_shipped", "refund"), ("shipped", "refund"), ("completed", "refund"), ("closed", "refund"),
}  # fmt: skip


def a_paid_order(quantity: int = 1, **values) -> Order:
    order = an_order(quantity=quantity, **values)
    settle(a_settlement(order))
    return order


def on_its_way(at=NOON) -> Order:
    order = a_paid_order()
    fulfilment.ship(order.id, at=at, **SF)
    return order


@pytest.mark.parametrize("state", sorted(ORDER.states))
@pytest.mark.parametrize("verb", sorted(ORDER.verbs))
def test_only_these_moves_are_possible(state, verb):
    order = Order(state=state)
    assert ORDER.can(order, verb) == ((state, verb) in GOES)
    if (state, verb) not in GOES:
        with pytest.raises(IllegalMove):
            ORDER.move(order, verb)


def test_the_shopper_waits_longer_once(shop):
    order = on_its_way()
    assert order.receive_by == NOON + timedelta(days=10)

    receipt.extend(order.id, by="member:1", at=NOON)

    assert order.receive_by == NOON + timedelta(days=13)
    with pytest.raises(Refused, match="只能延长一次"):
        receipt.extend(order.id, by="member:1", at=NOON)
    fact = db.session.scalars(select(Fact).where(Fact.name == "OrderReceiptExtended")).one()
    assert (fact.by, fact.payload["order_id"]) == ("member:1", order.id)


def test_nothing_to_extend_before_all_is_on_its_way(shop):
    with pytest.raises(Refused, match="不在等待收货"):
        receipt.extend(a_paid_order(2).id, by="member:1", at=NOON)


def test_it_completes_by_itself_at_the_later_moment(shop):
    with transaction():
        order = on_its_way(at=clock.now() - timedelta(days=11))
        receipt.extend(order.id, by="member:1", at=clock.now())
    fact = db.session.scalars(select(Fact).where(Fact.name == "OrderShipped")).one()
    with transaction():
        handlers.on_order_shipped(handlers.OrderShipped(order.id, fact.payload["shipment_id"], True))
        job = db.session.scalars(select(Job).where(Job.key == f"complete:{order.id}")).one()
        assert job.run_after == order.receive_by
    with pytest.raises(Postponed) as postponed:
        jobs.complete_received(order.id)
    assert postponed.value.at == order.receive_by
    with transaction():
        db.session.execute(update(Order).where(Order.id == order.id).values(receive_by=clock.now()))
    jobs.complete_received(order.id)
    assert queries.order(order.id).state == "completed"


def test_another_address_before_anything_has_left(shop):
    order = a_paid_order(2)

    assert readdressing.change(order.id, ELSEWHERE, by="member:1", reason="买家修改") is True
    assert readdressing.change(order.id, ELSEWHERE, by="member:1") is False

    assert order.recipient == ELSEWHERE
    fact = db.session.scalars(select(Fact).where(Fact.name == "OrderAddressChanged")).one()
    assert (fact.by, fact.payload["reason"]) == ("member:1", "买家修改")
    with pytest.raises(Invalid, match="没有这个城市"):
        readdressing.change(order.id, ELSEWHERE | {"city": "广州市"}, by="member:1")


def test_no_other_address_once_a_piece_has_left_or_before_the_payment(shop):
    order = a_paid_order(2)
    line = queries.lines_of([order.id])[order.id][0]
    fulfilment.ship(order.id, line_quantities={line.id: 1}, at=NOON, **SF)
    for other in (order, an_order()):
        with pytest.raises(Refused, match="还没有发货"):
            readdressing.change(other.id, ELSEWHERE, by="member:1")


def zone(fee_fen, *regions):
    return {
        "regions": list(regions), "first": 1, "first_fen": fee_fen, "extra": 1, "extra_fen": 0,
        "free_from_fen": None, "free_from_pieces": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("zones", "refused", "words"),
    [
        ([zone(800), zone(1200, "浙江省")], [], "新地址的运费是 ¥12，和原来的 ¥8 不一样"),
        ([zone(800)], ["浙江省/杭州市"], "不配送到浙江省杭州市"),
        ([zone(800), zone(800, "浙江省")], ["西藏自治区"], None),
    ],
)
def test_an_address_with_other_freight_is_refused_in_words(shop, zones, refused, words):
    order = a_paid_order()
    template = {"id": 1, "name": "默认", "kind": "piece", "zones": zones, "refused": refused}
    part = {"template": template, "load": {"pieces": 1, "weight_g": 0, "sum_fen": 19900}, "fen": 800}
    order.freight_basis = {"place": [], "parts": [part]}
    if words is None:
        assert readdressing.change(order.id, ELSEWHERE, by="member:1")
        return
    with pytest.raises(Refused, match=words):
        readdressing.change(order.id, ELSEWHERE, by="member:1")
    assert order.recipient == ADDRESS


def test_a_wrong_number_is_put_right_while_the_parcel_travels(shop):
    order = a_paid_order(2)
    line = queries.lines_of([order.id])[order.id][0]
    first = fulfilment.ship(order.id, line_quantities={line.id: 1}, at=NOON, **SF)
    second = fulfilment.ship(order.id, carrier="ZTO", tracking_number="781234567890", by="staff:1", at=NOON)
    right = {"shipment_id": second.id, "carrier": "ZTO", "reason": "写错一位", "by": "staff:2", "at": NOON}

    fulfilment.correct(tracking_number="7812 3456 7891", **right)
    again = fulfilment.correct(tracking_number="781234567891", **right)

    assert (again.tracking_number, again.corrected_at, order.state) == ("781234567891", NOON, "shipped")
    fact = db.session.scalars(select(Fact).where(Fact.name == "ShipmentCorrected")).one()
    assert fact.payload["before"] == "ZTO 781234567890"
    assert fact.payload["after"] == "ZTO 781234567891"
    with pytest.raises(NumberTaken):
        fulfilment.correct(**right | {"carrier": "SF"}, tracking_number=first.tracking_number)
    with pytest.raises(Invalid, match="顺丰应为"):
        fulfilment.correct(**right | {"carrier": "SF"}, tracking_number="123")
    actions.complete(order.id, by="member:1", at=NOON)
    with pytest.raises(MayNotShip, match="已完成"):
        fulfilment.correct(tracking_number="781234567892", **right)
    assert [row.tracking_number for row in parcels.shipments_of([order.id])[order.id]][1] == "781234567891"


def test_a_shopper_finds_an_order_by_number_and_by_title(shop):
    order = a_paid_order(sku=a_product(title="山岚 100%棉 毛巾"))
    mine = {"member_id": order.member_id}

    for words in (order.number, order.number[-6:], "毛巾", "100%"):
        assert [row.id for row in queries.orders_of_member(words=words, **mine)] == [order.id], words
    assert queries.orders_of_member(words="1%0", **mine) == []
    assert queries.orders_of_member(order.member_id + 1, words="毛巾") == []
