"""Reactions of after-sale to facts about money."""

from commerce.aftersale.actions import outcomes
from commerce.events.orders import OrderRefunded
from commerce.events.payments import RefundFailed, RefundSettled


def on_refund_settled(fact: RefundSettled) -> None:
    """The money has arrived: the case is over."""
    outcomes.settle(fact.refund_id)


def on_refund_failed(fact: RefundFailed) -> None:
    """Keep the cause where the shop looks at the case."""
    outcomes.note_failure(fact.refund_id, fact.cause)


def on_order_refunded(fact: OrderRefunded) -> None:
    """Nothing is left of the order: its other open cases are settled by that."""
    outcomes.overtake(fact.order_id, fact.refund_id)
