"""When an order on its way completes by itself, and the shopper who asks for more time."""

from datetime import datetime, timedelta

from commerce.events.orders import OrderReceiptExtended
from commerce.orders.models import Order
from jobs import outbox
from kernel.db import lock
from kernel.errors import Refused
from tenants import settings


def expect(order: Order, at: datetime) -> None:
    """Everything is on its way since this moment. order: locked by the caller."""
    order.receive_by = at + timedelta(days=settings.RECEIVE_DAYS.get())


def may_extend(order: Order) -> bool:
    """Whether the shopper may still ask for more time: once, while the last parcel is on its way."""
    return order.state == "shipped" and order.receive_by is not None and order.receipt_extended_at is None


def extend(order_id: int, *, by: str, at: datetime) -> Order:
    """The parcel is slow: complete some days later. Raises Refused the second time, or when it is too late."""
    order = lock(Order, order_id)
    if order.state == "shipped" and order.receipt_extended_at is not None:
        raise Refused("每个订单只能延长一次收货，已经延长过了；如果一直没有收到，请联系客服")
    if not may_extend(order) or order.receive_by is None:
        raise Refused("这个订单不在等待收货，不能延长")
    order.receive_by += timedelta(days=settings.EXTEND_DAYS.get())
    order.receipt_extended_at = at
    outbox.record(OrderReceiptExtended(order.id, order.receive_by), by=by, at=at)
    return order
