"""Asks every campaign; checkout knows campaigns only through this page.

An exclusive price (拼团) is asked for by its activity; nothing else may be stacked on it (lane 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commerce.orders.models import Order
from commerce.promotions.groupbuy import actions as groupbuy
from commerce.promotions.groupbuy import queries as groupbuy_queries


@dataclass(frozen=True)
class Reservation:
    """A place taken in a campaign for an order that is about to be made."""

    group_id: int
    activity_id: int

    @property
    def campaign(self) -> dict[str, Any]:
        """What the order remembers."""
        return {"activity_id": self.activity_id, "group_id": self.group_id}


def prices(activity_id: int | None, quantities: Mapping[int, int], group_id: int | None = None) -> Mapping[int, int]:
    """Campaign prices by SKU id; empty without a campaign. group_id: the group one wants to join."""
    return groupbuy_queries.prices(activity_id, list(quantities), group_id) if activity_id is not None else {}


def reserve(
    activity_id: int | None, group_id: int | None, member_id: int, quantities: Mapping[int, int], *, at: datetime
) -> Reservation | None:
    """Take a place before stock is touched (groups are locked before stock). None without a campaign."""
    if activity_id is None:
        return None
    group = groupbuy.reserve(activity_id, group_id, member_id=member_id, quantities=quantities, at=at)
    return Reservation(group.id, activity_id)


def seat(reservation: Reservation | None, order: Order) -> None:
    """Bind the place to the order that was made."""
    if reservation is not None:
        groupbuy.seat(reservation.group_id, order)
