"""Where a shopper's orders stand beyond their state: money on its way back, and the moves that would not be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commerce.aftersale import eligibility
from commerce.aftersale import queries as aftersale
from commerce.payments import queries as payments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from commerce.orders.models import Order, OrderLine
    from commerce.payments.models import Refund


@dataclass(frozen=True)
class Standing:
    """refunding_fen: of what the order gives back, still on its way; refunded_fen: has arrived.

    apply_by: until when something may be asked for, once the receipt is confirmed.
    """

    refunding_fen: int
    refunded_fen: int
    may_apply: bool
    apply_by: datetime | None
    may_receive: bool


def of(orders: Sequence[Order], lines: Mapping[int, Sequence[OrderLine]], at: datetime) -> dict[int, Standing]:
    """By order id. Asks nothing for orders without cases and refunds, else two statements. Inside reading()."""
    given_back = [order.id for order in orders if order.refunded_fen]
    refunds = payments.refunds_of(given_back) if given_back else []
    touched = [order for order in orders if order.open_cases or order.refunded_fen]
    free = _free([line for order in touched for line in lines[order.id]])
    standings = {}
    for order in orders:
        own = [refund for refund in refunds if refund.order_id == order.id]
        refunding_fen = min(order.refunded_fen, sum(refund.refund_fen for refund in own if is_coming(refund)))
        may_apply = eligibility.is_open_for(order, at) and any(free.get(line.id, True) for line in lines[order.id])
        standings[order.id] = Standing(
            refunding_fen,
            order.refunded_fen - refunding_fen,
            may_apply=may_apply,
            apply_by=eligibility.open_until(order) if may_apply else None,
            may_receive=order.state == "shipped" and not order.open_cases,
        )
    return standings


def is_coming(refund: Refund) -> bool:
    """The order's own money, not there yet; a payment that never became the sale goes back beside the order."""
    return refund.state != "settled" and not refund.cause.startswith("payment:")


def _free(lines: Sequence[OrderLine]) -> dict[int, bool]:
    """Whether a case could still be opened on a piece of each line."""
    seen = aftersale.lines_for_sale_after(lines) if lines else {}
    return {
        line_id: any(line.available(is_unshipped=is_unshipped) > 0 for is_unshipped in (True, False))
        for line_id, line in seen.items()
    }
