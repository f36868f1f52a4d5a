"""拼团 moves. A group's row is locked before anything else of it, so the last seat goes to exactly one person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from commerce.events.promotions import GroupFailed, GroupJoined, GroupOpened, GroupSucceeded
from commerce.orders import actions as orders
from commerce.orders import refunds
from commerce.orders.errors import LimitReached
from commerce.orders.models import Order
from commerce.orders.queries import lines_of
from commerce.promotions.groupbuy import queries, seats
from commerce.promotions.groupbuy.errors import ActivityOver, AlreadyInGroup, GroupFull, GroupOver
from commerce.promotions.groupbuy.models import Group, GroupActivity, GroupPrice, Seat
from commerce.promotions.groupbuy.states import ACTIVITY, GROUP, SEAT
from jobs import outbox
from kernel import clock, failpoints
from kernel.db import db, find, lock, lock_many, save
from kernel.errors import Invalid
from tenants import stops

FAILED_REASON = "未在规定时间内成团，已自动原路退款"
REFUNDED_REASON = "团员已退款"


def reserve(
    activity_id: int, group_id: int | None, *, member_id: int, quantities: Mapping[int, int], at: datetime
) -> Group:
    """Take a seat for an order about to be placed: open a group (no group_id) or join one.

    Opening needs a running activity; joining goes on until the group's own end.
    Raises ActivityOver, GroupOver, GroupFull, AlreadyInGroup, LimitReached, and Refused while it is stopped.
    The caller holds the member's row.
    """
    if len(quantities) != 1:
        raise Invalid("items", "拼团一次只能选择一个规格")
    stops.refuse_if_stopped(f"groupbuy:{activity_id}")
    activity = find(GroupActivity, activity_id)
    if group_id is None:
        if activity.state != "running" or not activity.starts_at <= at < activity.ends_at:
            raise ActivityOver()
        group = save(Group(activity_id=activity_id, size=activity.size, leader_member_id=member_id))
    else:
        group = lock(Group, group_id)
        if group.activity_id != activity_id or group.state != "open" or (group.expires_at and group.expires_at <= at):
            raise GroupOver()
    _refuse_second_seat(activity_id, member_id)
    if group.seats_taken >= group.size:
        raise GroupFull()
    group.seats_taken += 1
    _refuse_over_limit(activity, member_id, sum(quantities.values()))
    _take_quota(activity, quantities)
    return group


def _refuse_second_seat(activity_id: int, member_id: int) -> None:
    mine = (
        select(func.count())
        .select_from(Seat)
        .join(Group, (Group.tenant_id == Seat.tenant_id) & (Group.id == Seat.group_id))
        .where(
            Group.activity_id == activity_id,
            Group.state.in_(("pending", "open")),
            Seat.member_id == member_id,
            Seat.state.in_(("held", "paid")),
        )
    )
    if db.session.scalar(mine):
        raise AlreadyInGroup()


def _refuse_over_limit(activity: GroupActivity, member_id: int, wanted: int) -> None:
    """每人限购 over all of a person's live orders in the activity (I8).

    Exact because the till holds the member's row: one purchase at a time per person.
    """
    limit = activity.limit_per_member
    if limit is None:
        return
    if wanted > limit:
        raise Invalid("quantity", f"拼团每人限购 {limit} 件")
    if wanted + queries.pieces_of_member(activity.id, member_id) > limit:
        raise LimitReached(limit)


def _take_quota(activity: GroupActivity, quantities: Mapping[int, int]) -> None:
    for sku_id, quantity in quantities.items():
        statement = (
            update(GroupPrice)
            .where(
                GroupPrice.activity_id == activity.id,
                GroupPrice.sku_id == sku_id,
                GroupPrice.taken + quantity <= GroupPrice.quota,
            )
            .values(taken=GroupPrice.taken + quantity)
            .returning(GroupPrice.id)
        )
        if db.session.scalar(statement) is None:
            raise ActivityOver()


def seat(group_id: int, order: Order) -> Seat:
    """Bind the reserved place to its order, in the same transaction."""
    group = find(Group, group_id)
    line = lines_of([order.id])[order.id][0]
    is_leader = group.state == "pending" and group.leader_member_id == order.member_id
    return save(
        Seat(
            group_id=group_id, member_id=order.member_id, order_id=order.id, is_leader=is_leader,
            quantity=line.quantity, sku_id=line.sku_id,
        )
    )  # fmt: skip


def pay_seat(order_id: int, paid_at: datetime) -> None:
    """The order of a seat is paid: the group opens, grows, or is complete. Safe to repeat."""
    pay_seats({order_id: paid_at})


def pay_seats(paid_at: Mapping[int, datetime]) -> None:
    """The orders of these seats are paid. paid_at: by order id; orders without a seat are nobody's here.

    What an order is by now decides, not that it was paid once: one that was refunded meanwhile fills no seat (I11).
    A seat of a group that is gone is refunded. Safe to repeat.
    """
    places = [(group, place) for group, place in seats.locked(paid_at) if place.state == "held"]
    if not places:
        return
    others = {place.order_id for place in seats.paid({group.id for group, _ in places})}
    states = {order.id: order.state for order in lock_many(Order, [*others, *(place.order_id for _, place in places)])}
    free: list[tuple[Group, Seat]] = []
    for group, place in places:
        is_lost = states[place.order_id] == "refunded"
        if is_lost or group.state not in ("pending", "open"):
            seats.give_up(group, place)
            seats.leave_to_the_rest(group, place, REFUNDED_REASON)
            free.append((group, place))
            continue
        _take(group, place, paid_at[place.order_id])
        free += _without_refunded(group, states)
        if group.seats_paid == group.size:
            _succeed(group)
    _pay_back(free, reason=FAILED_REASON, by="system")


def _take(group: Group, place: Seat, paid_at: datetime) -> None:
    SEAT.move(place, "pay")
    place.paid_at = paid_at
    group.seats_paid += 1
    if group.state == "pending":
        _open(group, place, paid_at)
    else:
        outbox.record(GroupJoined(group.id, group.activity_id, place.member_id))


def _without_refunded(group: Group, states: Mapping[int, str]) -> list[tuple[Group, Seat]]:
    """Before a group becomes whole: seats whose order was refunded while nobody looked are free again."""
    if group.seats_paid < group.size:
        return []
    lost = [(group, place) for place in seats.paid([group.id]) if states.get(place.order_id) == "refunded"]
    for _, place in lost:
        seats.give_up(group, place)
        seats.leave_to_the_rest(group, place, REFUNDED_REASON)
    return lost


def _pay_back(given_up: Sequence[tuple[Group, Seat]], *, reason: str, by: str) -> None:
    """The pieces may be sold again, and whose money is still here gets it back."""
    seats.return_quotas(given_up)
    causes = {place.order_id: f"group:{group.id}:order:{place.order_id}" for group, place in given_up}
    refunds.brace(causes)
    for order_id, cause in causes.items():
        orders.refund_whole(order_id, cause=cause, reason=reason, by=by)
        failpoints.reach("K10")


def _open(group: Group, place: Seat, at: datetime) -> None:
    activity = find(GroupActivity, group.activity_id)
    GROUP.move(group, "open")
    group.opened_at = at
    group.expires_at = at + timedelta(seconds=activity.duration_s)
    outbox.record(GroupOpened(group.id, group.activity_id, place.member_id))


def _succeed(group: Group) -> None:
    GROUP.move(group, "succeed")
    group.settled_at = clock.now()
    db.session.execute(
        update(GroupActivity)
        .where(GroupActivity.id == group.activity_id)
        .values(succeeded_count=GroupActivity.succeeded_count + 1)
    )
    for place in seats.paid([group.id]):
        orders.unblock(place.order_id)
    outbox.record(GroupSucceeded(group.id, group.activity_id))


def release_seat(order_id: int) -> None:
    """The seat's order was closed unpaid: the place is free again. Safe to repeat."""
    release_seats([order_id])


def release_seats(order_ids: Collection[int]) -> None:
    """The orders of these seats were closed unpaid: the places are free again. Safe to repeat."""
    held = [(group, place) for group, place in seats.locked(order_ids) if place.state == "held"]
    for group, place in held:
        seats.give_up(group, place)
        seats.leave_to_the_rest(group, place, "")
    seats.return_quotas(held)


def vacate(order_id: int) -> None:
    """The seat's order was refunded in another way: before success the place is free again. Safe to repeat."""
    for group, place in seats.locked([order_id]):
        if group.state == "open" and place.state == "paid":
            seats.give_up(group, place)
            seats.leave_to_the_rest(group, place, REFUNDED_REASON)
            seats.return_quotas([(group, place)])


def expire(group_id: int, at: datetime) -> bool:
    """The time is over: the group fails and every paid member is refunded, in one transaction.

    False when it is complete or its time is not over. Safe to repeat.
    """
    group = lock(Group, group_id)
    if group.state != "open" or (group.expires_at is not None and group.expires_at > at):
        return False
    GROUP.move(group, "fail")
    group.settled_at = at
    places = [(group, place) for place in lock_many(Seat, [place.id for place in seats.paid([group.id])])]
    for _, place in places:
        seats.give_up(group, place)
    _pay_back(places, reason=FAILED_REASON, by="system")
    outbox.record(GroupFailed(group.id, group.activity_id, FAILED_REASON))
    return True


def leave(order_id: int, *, reason: str, by: str) -> bool:
    """A paid member gets the money back before success: the seat reopens, the next earliest paid member leads.

    False when the order holds no paid seat of an open group: nothing has happened then.
    """
    for group, place in seats.locked([order_id]):
        if group.state == "open" and place.state == "paid":
            seats.give_up(group, place)
            _pay_back([(group, place)], reason=reason, by=by)
            seats.leave_to_the_rest(group, place, reason)
            return True
    return False


def end(activity_id: int) -> bool:
    """The activity's time is over; groups that are open run on to their own end. Safe to repeat."""
    activity = lock(GroupActivity, activity_id)
    if not ACTIVITY.can(activity, "end"):
        return False
    ACTIVITY.move(activity, "end")
    return True
