"""A seat is worth what its order is: whose money went back holds none, whenever the relay gets round to telling."""

import pytest
from sqlalchemy import select

from app.subscriptions import SUBSCRIPTIONS
from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from commerce.events.orders import OrderRefunded
from commerce.orders import actions as orders
from commerce.orders.settlement import settle
from commerce.promotions.groupbuy import actions, handlers
from commerce.promotions.groupbuy.models import Group, GroupActivity, GroupPrice, Seat
from kernel import clock
from kernel.db import db, find, transaction
from tests.support.desk import staff_browser
from tests.support.factories import ADDRESS, a_group_activity, a_member, a_product, a_settlement, facts


@pytest.fixture
def activity(shop):
    return a_group_activity(a_product(stock=20, price_fen=9900), size=2)


def order_in(activity, group_id=None):
    """Somebody new has placed an order in a group and paid; the relay has not run."""
    sku_id = db.session.scalar(select(GroupPrice.sku_id).where(GroupPrice.activity_id == activity.id))
    wish = Placing(
        a_member().id, "k", {sku_id: 1}, ADDRESS, None, activity_id=activity.id, group_id=group_id
    )  # fmt: skip
    order = checkout.place(wish, at=clock.now())
    assert settle(a_settlement(order, at=clock.now())) == "paid"
    return order


def fresh(model, row_id):
    db.session.expire_all()
    return find(model, row_id)


def seat_of(order):
    db.session.expire_all()
    return db.session.scalars(select(Seat).where(Seat.order_id == order.id)).one()


def test_a_refund_before_the_relay_ran_leaves_the_seat_free(app, shop, activity):
    first = order_in(activity)
    actions.pay_seat(first.id, clock.now())
    group_id = first.campaign["group_id"]
    second = order_in(activity, group_id)
    db.session.commit()
    desk = staff_browser(app, shop, "owner")
    assert desk.post(f"/admin/orders/{second.id}/refund", data={"reason": "缺货"}).status_code == 303

    with transaction():
        actions.pay_seat(second.id, clock.now())

    group = fresh(Group, group_id)
    assert (group.state, group.seats_taken, group.seats_paid) == ("open", 1, 1)
    assert (seat_of(second).state, find(GroupActivity, activity.id).succeeded_count) == ("released", 0)
    assert db.session.scalars(select(GroupPrice.taken)).one() == 1


def test_a_leader_refunded_before_the_relay_ran_opens_nothing(activity):
    first = order_in(activity)
    orders.refund_whole(first.id, cause="x", reason="缺货", by="staff:1")
    actions.pay_seat(first.id, clock.now())
    assert fresh(Group, first.campaign["group_id"]).state == "failed"
    assert "GroupOpened" not in facts()


def test_a_group_never_becomes_whole_with_a_seat_that_was_refunded(activity):
    activity.size = 3
    first = order_in(activity)
    actions.pay_seat(first.id, clock.now())
    group_id = first.campaign["group_id"]
    second, third = order_in(activity, group_id), order_in(activity, group_id)
    actions.pay_seat(second.id, clock.now())
    orders.refund_whole(first.id, cause="x", reason="缺货", by="staff:1")

    actions.pay_seat(third.id, clock.now())

    group = fresh(Group, group_id)
    assert (group.state, group.seats_taken, group.seats_paid) == ("open", 2, 2)
    assert (seat_of(first).state, group.leader_member_id) == ("refunded", second.member_id)
    assert second.is_blocked


def test_a_refund_in_any_other_way_sets_the_seat_free_when_it_is_told(activity):
    activity.size = 3
    first = order_in(activity)
    actions.pay_seat(first.id, clock.now())
    group_id = first.campaign["group_id"]
    second = order_in(activity, group_id)
    actions.pay_seat(second.id, clock.now())
    refund = orders.refund_whole(first.id, cause="x", reason="缺货", by="staff:1")

    assert handlers.on_order_refunded in SUBSCRIPTIONS[OrderRefunded]
    for _ in range(2):
        handlers.on_order_refunded(OrderRefunded(first.id, refund.id, refund.refund_fen, "缺货"))

    group = fresh(Group, group_id)
    assert (group.state, group.seats_taken, group.leader_member_id) == ("open", 1, second.member_id)
    assert seat_of(first).state == "refunded"
