"""Parcels leave: once, whole or in parts, never too much, never when blocked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from commerce.fulfilment import actions, queries
from commerce.fulfilment.errors import MayNotShip, NumberTaken, TooMany
from commerce.orders.models import Order, OrderLine
from commerce.orders.settlement import settle
from commerce.orders.states import ORDER
from jobs.models import Fact
from kernel.db import db
from kernel.errors import Invalid, NotFound
from tests.support.factories import NOON, a_settlement, an_order, facts

SF = {"carrier": "SF", "tracking_number": "SF1234567890123", "by": "staff:1", "at": NOON}
ZTO = {"carrier": "ZTO", "tracking_number": "781234567890", "by": "staff:1", "at": NOON + timedelta(hours=1)}


def a_paid_order(quantity: int = 3) -> Order:
    order = an_order(quantity=quantity)
    settle(a_settlement(order))
    return order


def line_of(order: Order) -> OrderLine:
    return db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).one()


def test_a_whole_order_leaves_in_one_parcel(shop):
    order = a_paid_order()

    shipment = actions.ship(order.id, **SF)

    assert (order.state, order.shipped_at) == ("shipped", NOON)
    assert line_of(order).shipped_quantity == 3
    assert [row.quantity for row in queries.lines_of([shipment.id])[shipment.id]] == [3]
    fact = db.session.scalars(select(Fact).where(Fact.name == "OrderShipped")).one()
    assert fact.payload == {"order_id": order.id, "shipment_id": shipment.id, "is_whole": True}


def test_the_same_parcel_twice_is_one(shop):
    order = a_paid_order()

    first = actions.ship(order.id, **SF)
    again = actions.ship(order.id, **SF | {"tracking_number": "sf 1234567890123"})

    assert again.id == first.id
    assert facts().count("OrderShipped") == 1


def test_an_order_leaves_in_parts(shop):
    order = a_paid_order()
    line = line_of(order)

    part = actions.ship(order.id, line_quantities={line.id: 1}, **SF)
    assert order.state == "part_shipped"
    assert actions.ship(order.id, line_quantities={line.id: 1}, **SF).id == part.id
    actions.ship(order.id, **ZTO)

    assert (order.state, order.shipped_at) == ("shipped", NOON + timedelta(hours=1))
    assert [s.carrier for s in queries.shipments_of([order.id])[order.id]] == ["SF", "ZTO"]
    assert line.shipped_quantity == 3


def test_more_than_is_left_is_refused(shop):
    order = a_paid_order(quantity=2)
    line = line_of(order)
    with pytest.raises(TooMany, match="最多还能发 2 件"):
        actions.ship(order.id, line_quantities={line.id: 3}, **SF)
    with pytest.raises(Invalid, match="至少选择一件"):
        actions.ship(order.id, line_quantities={line.id: 0}, **SF)
    with pytest.raises(NotFound):
        actions.ship(order.id, line_quantities={line.id + 999: 1}, **SF)
    assert (order.state, line.shipped_quantity) == ("paid", 0)


def test_one_number_cannot_carry_two_different_parcels(shop):
    order = a_paid_order()
    line = line_of(order)
    actions.ship(order.id, line_quantities={line.id: 1}, **SF)

    with pytest.raises(NumberTaken):
        actions.ship(order.id, line_quantities={line.id: 2}, **SF)
    with pytest.raises(NumberTaken):
        actions.ship(order.id, **SF)


def test_cancelled_pieces_stay_here(shop):
    order = a_paid_order(quantity=3)
    line_of(order).cancelled_quantity = 1

    actions.ship(order.id, **SF)

    assert (order.state, line_of(order).shipped_quantity) == ("shipped", 2)


def test_an_order_of_a_running_group_waits(shop):
    order = a_paid_order()
    order.is_blocked, order.kind = True, "groupbuy"
    with pytest.raises(MayNotShip, match="拼团还没成团，暂时不能发货"):
        actions.ship(order.id, **SF)
    order.kind = "plain"
    with pytest.raises(MayNotShip, match="平台"):
        actions.ship(order.id, **SF)


@pytest.mark.parametrize("state", sorted(ORDER.states - ORDER.sources("ship")))
def test_only_a_paid_order_is_shipped(shop, state):
    order = an_order()
    order.state = state
    with pytest.raises(MayNotShip):
        actions.ship(order.id, **SF)


def test_a_neighbours_order_is_not_found(shop):
    with pytest.raises(NotFound):
        actions.ship(987654321, **SF)
