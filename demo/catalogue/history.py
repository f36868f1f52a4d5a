"""What was bought before the demo was opened: the same past for the same random seed."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from demo.catalogue.people import MEMBERS
from demo.catalogue.types import ShopPlan, SkuPlan

_ORDERS = 120
_DAYS = 60
_CARRIERS = ("SF", "ZTO", "YTO", "YD", "JTSD")
_NOTES = (
    "",
    "",
    "",
    "",
    "",
    "工作日送到，谢谢",
    "放门卫就好",
    "送礼，请不要放价格单",
    "到货前打电话",
    "麻烦包结实一点",
)


def past_orders(shop: ShopPlan, rng: Random, today: date) -> Iterator[dict[str, Any]]:
    """The shop's orders of the last 60 days, oldest first, as plain dicts.

    Keys: `member` (index into MEMBERS), `lines` ([{sku, quantity, price_fen}]), `days_ago` (int), `minute`
    (of the shop's day, 0-1439), `placed_on` (date), `state` (placed, paid, shipped, completed, refunded or closed),
    `carrier` and `tracking_no` (None before shipping), `note` (may be empty).
    Sold-out SKUs appear too: they were there once.
    """
    weights = _weights(shop)
    ages = sorted((round(_DAYS * rng.random() ** 1.6) for _ in range(_ORDERS)), reverse=True)
    for number, days_ago in enumerate(ages):
        state = _state(days_ago, rng)
        shipped = state in {"shipped", "completed"}
        yield {
            "member": _member(days_ago, rng),
            "lines": _lines(weights, rng),
            "days_ago": days_ago,
            "minute": rng.randrange(8 * 60, 23 * 60) if days_ago else rng.randrange(0, 8 * 60),
            "placed_on": date.fromordinal(today.toordinal() - days_ago),
            "state": state,
            "carrier": rng.choice(_CARRIERS) if shipped else None,
            "tracking_no": f"DEMO{shop.slug[:2].upper()}{today:%y%m}{number:06d}" if shipped else None,
            "note": rng.choice(_NOTES),
        }


def _weights(shop: ShopPlan) -> dict[str, tuple[SkuPlan, int]]:
    """Core goods sell most, tests least; the first variants of a product more than the last."""
    worth = {"core": 12, "seasonal": 6, "test": 2}
    return {
        sku.code: (sku, worth[product.role] * (3 if product.groupbuy else 1) * max(1, 6 - place))
        for product in shop.products
        for place, sku in enumerate(product.skus)
    }


def _lines(weights: dict[str, tuple[SkuPlan, int]], rng: Random) -> list[dict[str, Any]]:
    count = rng.choices((1, 2, 3), (70, 22, 8))[0]
    codes = dict.fromkeys(rng.choices(list(weights), [weight for _, weight in weights.values()], k=count))
    lines = []
    for code in codes:
        sku = weights[code][0]
        quantity = 1 if sku.price_fen > 15000 else rng.choices((1, 2, 3), (76, 18, 6))[0]
        lines.append({"sku": code, "quantity": quantity, "price_fen": sku.price_fen})
    return lines


def _member(days_ago: int, rng: Random) -> int:
    """Only people who had joined by then; the early ones come back more often."""
    known = [index for index, member in enumerate(MEMBERS) if member.joined_days_ago >= days_ago]
    return known[min(int(rng.random() ** 1.5 * len(known)), len(known) - 1)]


def _state(days_ago: int, rng: Random) -> str:
    if rng.random() < 0.09:
        return "closed"
    if days_ago == 0:
        return rng.choice(("placed", "paid", "paid"))
    if days_ago <= 2:
        return rng.choice(("paid", "paid", "shipped"))
    if days_ago <= 8 and rng.random() < 0.2:
        return "refunded"
    return "shipped" if days_ago <= 8 else "completed"
