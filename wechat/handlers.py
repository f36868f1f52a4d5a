"""Reactions of WeChat to facts: tell the people concerned, where the shop has chosen a template."""

from collections.abc import Sequence

from commerce.events.aftersale import CaseMessageSent, CaseMoved
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


def on_case_moved(fact: CaseMoved) -> None:
    """售后进度通知, when it is the shopper's turn or the case was ended by somebody else."""
    if fact.to_state in jobs.PROGRESS and _wanted("case_progress"):
        later(jobs.tell_case, fact.case_id, fact.verb, key=f"tell-case:{fact.case_id}:{fact.verb}")


def on_case_message(fact: CaseMessageSent) -> None:
    """售后进度通知 of a message to the shopper; once until they have read it."""
    if fact.side != "shopper" and fact.is_first and _wanted("case_progress"):
        later(jobs.tell_case_message, fact.case_id, fact.message_id, key=f"tell-case-message:{fact.message_id}")


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
