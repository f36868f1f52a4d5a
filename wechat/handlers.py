"""Reactions of WeChat to facts: tell the people concerned, where the shop has chosen a template."""

from collections.abc import Sequence

from commerce.events.catalog import RestockTold
from commerce.events.orders import OrderPaid, OrderShipped
from commerce.events.payments import RefundSettled
from commerce.events.promotions import GroupFailed, GroupSucceeded
from jobs.outbox import together
from jobs.queue import Wish, later, later_each
from tenants import settings
from wechat import jobs


@together
def on_order_paid(facts: Sequence[OrderPaid]) -> None:
    """支付成功通知."""
    if _wanted("order_paid"):
        own = [fact.order_id for fact in facts if fact.member_id is not None]
        later_each(jobs.tell_paid, [Wish((order_id,), f"tell-paid:{order_id}") for order_id in own])


def on_order_shipped(fact: OrderShipped) -> None:
    """发货通知."""
    if _wanted("order_shipped"):
        later(jobs.tell_shipped, fact.order_id, fact.shipment_id, key=f"tell-shipped:{fact.shipment_id}")


def on_refund_settled(fact: RefundSettled) -> None:
    """退款到账通知."""
    if _wanted("refund_settled"):
        later(jobs.tell_refunded, fact.order_id, fact.refund_id, key=f"tell-refunded:{fact.refund_id}")


def on_group_succeeded(fact: GroupSucceeded) -> None:
    """拼团成功通知."""
    if _wanted("group_succeeded"):
        later(jobs.tell_group, fact.group_id, "group_succeeded", key=f"tell-succeeded:{fact.group_id}")


def on_group_failed(fact: GroupFailed) -> None:
    """拼团失败通知; the refund's own message follows when the money has arrived."""
    if _wanted("group_failed"):
        later(jobs.tell_group, fact.group_id, "group_failed", fact.reason, key=f"tell-failed:{fact.group_id}")


def on_restock_told(fact: RestockTold) -> None:
    """到货通知, to the one who asked."""
    if _wanted("restocked"):
        later(
            jobs.tell_restocked, fact.sku_id, fact.member_id, fact.request_id, key=f"tell-restocked:{fact.request_id}"
        )


def _wanted(kind: str) -> bool:
    return bool(settings.WECHAT_TEMPLATES.get().get(kind))
