"""拼团 for shoppers: the hub of running activities, and one group's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response

from commerce.members import queries as members
from commerce.promotions.groupbuy import queries
from kernel import clock
from kernel.db import reading
from storefront.context import shop_page
from storefront.session import member_id as present_member_id
from web.render import fragment, masked_name

if TYPE_CHECKING:
    from commerce.promotions.groupbuy.models import Group

bp = Blueprint("shop_groupbuy", __name__)


@bp.get("/groups")
@bp.get("/activity")
def hub() -> str:
    """All running group-buys with their real counters and clocks."""
    with reading():
        activities = queries.hub(clock.now())
    return shop_page("storefront/groupbuy/hub.html", activities=activities, now_ms=_now_ms())


@bp.get("/g/<int:group_id>")
def show(group_id: int) -> str:
    """One group: who is in, who is missing, time left, rules."""
    with reading():
        context = _group_context(group_id)
        offer = queries.offer(context["group"].activity_id)
    return shop_page("storefront/groupbuy/group.html", offer=offer, **context)


@bp.get("/g/<int:group_id>/progress")
def progress(group_id: int) -> Response:
    """The part that changes; asked for every 15 s while visible, 286 when it is over."""
    with reading():
        context = _group_context(group_id)
    body = fragment("storefront/groupbuy/_progress.html", **context)
    return make_response(body, 200 if context["group"].state == "open" else 286)


def _group_context(group_id: int) -> dict[str, Any]:
    group = queries.visible_group(group_id)
    seats = queries.seats_of([group.id])[group.id]
    names = members.nicknames([seat.member_id for seat in seats])
    present = present_member_id()
    return {
        "group": group,
        "phase": _phase(group, len(seats)),
        "people": [{"name": masked_name(names.get(seat.member_id) or "友")} for seat in seats if seat.state == "paid"],
        "missing": group.size - len(seats),
        "is_mine": any(seat.member_id == present for seat in seats),
        "deadline_ms": int(group.expires_at.timestamp() * 1000) if group.expires_at else None,
        "now_ms": _now_ms(),
    }


def _phase(group: Group, seats: int) -> str:
    """What the page tells of a group: its state, or why an open one cannot be joined just now."""
    if group.state == "open" and group.expires_at is not None and group.expires_at <= clock.now():
        return "over"
    return "full" if group.state == "open" and seats >= group.size else group.state


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
