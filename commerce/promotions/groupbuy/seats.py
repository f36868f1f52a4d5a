"""Seats of groups: locked in one direction, and given up. Groups first, then seats, then group prices, then orders."""

from collections.abc import Collection, Iterable

from sqlalchemy import select, update

from commerce.events.promotions import GroupFailed
from commerce.promotions.groupbuy.models import Group, GroupPrice, Seat
from commerce.promotions.groupbuy.states import GROUP, SEAT
from jobs import outbox
from kernel import clock
from kernel.db import db, lock_many


def locked(order_ids: Collection[int]) -> list[tuple[Group, Seat]]:
    """The seats of these orders with their groups; all groups are locked before the first seat."""
    found = db.session.execute(select(Seat.id, Seat.group_id).where(Seat.order_id.in_(order_ids))).all()
    groups = {group.id: group for group in lock_many(Group, [row.group_id for row in found])} if found else {}
    return [(groups[place.group_id], place) for place in lock_many(Seat, [row.id for row in found])] if found else []


def paid(group_ids: Iterable[int]) -> list[Seat]:
    """The paid seats of these groups, the earliest first."""
    statement = select(Seat).where(Seat.group_id.in_(list(group_ids)), Seat.state == "paid")
    return list(db.session.scalars(statement.order_by(Seat.id)))


def give_up(group: Group, place: Seat) -> None:
    """The locked place is free again. Its pieces go back by return_quotas(), its money by whoever asked for it."""
    was_paid = place.state == "paid"
    SEAT.move(place, "refund" if was_paid else "release")
    group.seats_taken -= 1
    group.seats_paid -= was_paid


def leave_to_the_rest(group: Group, place: Seat, reason: str) -> None:
    """A seat of a group that is not whole was given up: the next earliest paid member leads; without one it fails."""
    if group.state == "pending":  # nobody has seen it
        GROUP.move(group, "fail")
        group.settled_at = clock.now()
        return
    if group.state != "open" or place.state != "refunded":
        return
    rest = paid([group.id])
    if not rest:
        GROUP.move(group, "fail")
        group.settled_at = clock.now()
        outbox.record(GroupFailed(group.id, group.activity_id, reason))
    elif place.is_leader:
        place.is_leader, rest[0].is_leader = False, True
        group.leader_member_id = rest[0].member_id


def return_quotas(given_up: Iterable[tuple[Group, Seat]]) -> None:
    """The pieces of these seats may be sold at the group price again; one statement per price, always in one order."""
    pieces: dict[tuple[int, int], int] = {}
    for group, place in given_up:
        key = group.activity_id, place.sku_id
        pieces[key] = pieces.get(key, 0) + place.quantity
    for (activity_id, sku_id), quantity in sorted(pieces.items()):
        db.session.execute(
            update(GroupPrice)
            .where(GroupPrice.activity_id == activity_id, GroupPrice.sku_id == sku_id)
            .values(taken=GroupPrice.taken - quantity)
        )
