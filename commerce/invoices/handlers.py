"""Reactions of invoices to money that goes back."""

from commerce.events.orders import OrderPartRefunded, OrderRefunded
from commerce.invoices import actions
from kernel import clock


def on_order_refunded(fact: OrderRefunded) -> None:
    """Nothing is left to invoice."""
    actions.recount(fact.order_id, "订单已全部退款，需要冲红", by="system", at=clock.now())


def on_order_part_refunded(fact: OrderPartRefunded) -> None:
    """Less is left than an issued invoice says."""
    actions.recount(fact.order_id, "订单部分退款，需要冲红后按剩余金额重开", by="system", at=clock.now())
