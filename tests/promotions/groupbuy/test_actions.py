"""拼团: seats, success, failure."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from commerce.checkout import actions as checkout
from commerce.checkout.actions import Placing
from commerce.inventory import queries as inventory
from commerce.orders import actions as orders
from commerce.orders.errors import LimitReached
from commerce.orders.settlement import settle
from commerce.payments import queries as payments
from commerce.promotions.groupbuy import actions, queries
from commerce.promotions.groupbuy.errors import AlreadyInGroup, GroupFull, GroupOver
from commerce.promotions.groupbuy.models import Group, GroupActivity, GroupPrice
from kernel import clock
from kernel.db import db, find
from tests.support.factories import ADDRESS, a_group_activity, a_member, a_product, a_settlement, facts


def placing(member, sku, activity, group=None):
    return Placing(
        member_id=member.id, request_key=f"k{member.id}", quantities={sku.id: 1}, recipient=ADDRESS,
        expected_total_fen=None, activity_id=activity.id, group_id=group.id if group else None,
    )  # fmt: skip


def buy(member, sku, activity, group=None, **values):
    """Place and pay; gives the order after its facts were told."""
    order = checkout.place(replace(placing(member, sku, activity, group), **values), at=clock.now())
    settle(a_settlement(order, at=clock.now()))
    actions.pay_seat(order.id, clock.now())
    return order


@pytest.fixture
def sku(shop):
    return a_product(stock=20, price_fen=9900)


@pytest.fixture
def activity(sku):
    return a_group_activity(sku, size=2)


def group_of(order):
    return find(Group, order.campaign["group_id"])


def test_the_leader_pays_the_group_price_and_opens_the_group(sku, activity):
    order = buy(a_member(), sku, activity)
    assert order.goods_fen == 7900
    assert (group_of(order).state, group_of(order).seats_paid) == ("open", 1)


def test_the_last_seat_completes_the_group_and_counts_it_once(sku, activity):
    first = buy(a_member(), sku, activity)
    second = buy(a_member(), sku, activity, group_of(first))
    actions.pay_seat(second.id, clock.now())

    assert group_of(first).state == "succeeded"
    assert find(GroupActivity, activity.id).succeeded_count == 1
    assert not first.is_blocked
    assert not second.is_blocked


def test_an_unfinished_group_may_not_be_shipped(sku, activity):
    assert buy(a_member(), sku, activity).is_blocked


def test_an_expired_group_refunds_every_member_and_gives_the_goods_back(sku, activity):
    activity.size = 3
    first = buy(a_member(), sku, activity)
    second = buy(a_member(), sku, activity, group_of(first))
    group = group_of(first)

    assert actions.expire(group.id, group.expires_at + timedelta(seconds=1))
    assert not actions.expire(group.id, group.expires_at + timedelta(seconds=1))

    assert group.state == "failed"
    assert [o.state for o in (first, second)] == ["refunded", "refunded"]
    assert [r.refund_fen for r in payments.refunds_of([first.id, second.id])] == [first.total_fen, second.total_fen]
    assert inventory.sellable(sku.id) == 20


def test_a_seat_paid_after_the_group_failed_is_refunded_and_gives_its_place_and_quota_back(sku, activity):
    group = group_of(buy(a_member(), sku, activity))
    late = checkout.place(placing(a_member(), sku, activity, group), at=clock.now())
    actions.expire(group.id, group.expires_at + timedelta(seconds=1))
    settle(a_settlement(late, at=clock.now()))
    actions.pay_seat(late.id, clock.now())

    assert (late.state, group.seats_taken) == ("refunded", 0)
    assert db.session.scalars(select(GroupPrice.taken)).one() == 0


def test_a_group_in_time_is_not_failed(sku, activity):
    group = group_of(buy(a_member(), sku, activity))
    assert not actions.expire(group.id, group.expires_at - timedelta(seconds=1))
    assert group.state == "open"


def test_a_clock_that_goes_back_closes_nothing_early_and_nothing_twice(sku, activity):
    group = group_of(buy(a_member(), sku, activity))
    late, early = group.expires_at + timedelta(seconds=1), group.expires_at - timedelta(hours=2)

    assert [bool(actions.expire(group.id, at)) for at in (early, late, early, late)] == [False, True, False, False]
    assert facts().count("GroupFailed") == 1


def test_a_full_group_refuses_the_next_one(sku, activity):
    first = buy(a_member(), sku, activity)
    checkout.place(placing(a_member(), sku, activity, group_of(first)), at=clock.now())
    with pytest.raises(GroupFull):
        checkout.place(placing(a_member(), sku, activity, group_of(first)), at=clock.now())


def test_nobody_joins_the_own_group_twice(sku, activity):
    leader = a_member()
    first = buy(leader, sku, activity)
    again = replace(placing(leader, sku, activity, group_of(first)), request_key="again")
    with pytest.raises(AlreadyInGroup):
        checkout.place(again, at=clock.now())


def test_the_limit_per_member_counts_all_live_orders_of_the_activity(sku, activity):
    activity.limit_per_member = 2
    keen = a_member()
    for number in range(2):  # each group is complete: the next one may begin
        first = buy(a_member(), sku, activity)
        mine = buy(keen, sku, activity, group_of(first), request_key=f"keen{number}")
    third = replace(placing(keen, sku, activity), request_key="third")
    with pytest.raises(LimitReached):
        checkout.place(third, at=clock.now())

    orders.refund_whole(mine.id, cause="x", reason="x", by="staff:1")  # what went back counts no more

    assert checkout.place(third, at=clock.now()).state == "placed"


def test_an_unpaid_seat_is_free_again_after_the_close(sku, activity):
    first = buy(a_member(), sku, activity)
    unpaid = checkout.place(placing(a_member(), sku, activity, group_of(first)), at=clock.now())
    assert group_of(first).seats_taken == 2

    actions.release_seat(unpaid.id)
    actions.release_seat(unpaid.id)

    assert group_of(first).seats_taken == 1


def test_when_the_leader_leaves_the_next_earliest_leads(sku, activity):
    activity.size = 3
    first = buy(a_member(), sku, activity)
    second = buy(a_member(), sku, activity, group_of(first))
    group, clock_before = group_of(first), group_of(first).expires_at

    actions.leave(first.id, reason="不想要了", by="member:1")

    assert (group.state, group.leader_member_id, group.expires_at) == ("open", second.member_id, clock_before)
    assert [s.is_leader for s in queries.seats_of([group.id])[group.id]] == [True]


def test_an_open_group_is_joined_at_its_price_when_nobody_can_open_one_any_more(sku, activity):
    first = buy(a_member(), sku, activity)
    activity.state = "ended"
    assert buy(a_member(), sku, activity, group_of(first)).goods_fen == 7900


def test_an_ended_group_refuses_joiners(sku, activity):
    first = buy(a_member(), sku, activity)
    group = group_of(first)
    actions.expire(group.id, group.expires_at)
    with pytest.raises(GroupOver):
        checkout.place(placing(a_member(), sku, activity, group), at=clock.now())
