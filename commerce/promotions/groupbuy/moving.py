"""A member's seats when two members turn out to be one person."""

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from commerce.promotions.groupbuy.models import Group, Seat
from kernel.db import db, lock_many


def move(member_id: int, into_id: int) -> None:
    """Seats and leaderships go over. A second seat in one group stays where it is: the group was sold as it is.

    Money and goods follow the orders, which all go over. Groups are locked before seats.
    """
    groups = set(db.session.scalars(select(Seat.group_id).where(Seat.member_id == member_id)))
    lock_many(Group, list(groups))
    theirs = aliased(Seat)
    doubled = select(theirs.id).where(
        theirs.tenant_id == Seat.tenant_id,
        theirs.group_id == Seat.group_id,
        theirs.member_id == into_id,
        theirs.state.in_(("held", "paid")),
    )
    db.session.execute(
        update(Seat).where(Seat.member_id == member_id, ~doubled.exists()).values(member_id=into_id),
        execution_options={"synchronize_session": "fetch"},
    )
    db.session.execute(update(Group).where(Group.leader_member_id == member_id).values(leader_member_id=into_id))
