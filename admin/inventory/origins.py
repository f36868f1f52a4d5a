"""Where a movement of stock came from, as a person knows it: the order or the case behind its cause."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from admin.access import can
from commerce.aftersale import queries as aftersale
from commerce.orders import queries as orders

_ORDER = re.compile(r"(?:order|staff):([0-9]{1,18})(?::|$)")
_CASE = re.compile(r"aftersale:([0-9A-Z]{1,40})(?::|$)")


@dataclass(frozen=True)
class Origin:
    """label: with its number. url: None for those who may not open it."""

    label: str
    url: str | None


def origins(causes: Collection[str]) -> dict[str, Origin]:
    """By cause; a count or a first stock has none beyond its reason. Needs a unit of reading."""
    of_orders = {cause: int(found[1]) for cause in causes if (found := _ORDER.match(cause))}
    of_cases = {cause: found[1] for cause in causes if (found := _CASE.match(cause))}
    numbers, ids = orders.numbers_of(set(of_orders.values())), aftersale.ids_of(set(of_cases.values()))
    return {
        cause: Origin(f"订单 {numbers[order_id]}", f"/admin/orders/{order_id}" if can("orders.view") else None)
        for cause, order_id in of_orders.items()
        if order_id in numbers
    } | {
        cause: Origin(f"售后 {number}", f"/admin/aftersale/{ids[number]}" if can("aftersale.view") else None)
        for cause, number in of_cases.items()
        if number in ids
    }
