"""Another address for a paid order before anything has left."""

from collections.abc import Mapping

from commerce.events.orders import OrderAddressChanged
from commerce.freight import rules as freight
from commerce.members.rules import checked_address
from commerce.orders.models import Order
from jobs import outbox
from kernel.db import lock
from kernel.errors import Refused
from kernel.money import format_yuan_short


def may_change(order: Order) -> bool:
    """Whether the parcel's address is still the shop's to change."""
    return order.state == "paid" and order.source == "wechat"


def change(order_id: int, fields: Mapping[str, str], *, by: str, reason: str = "") -> bool:
    """Send the parcel elsewhere. False when it goes there already.

    Raises Invalid for what is no address, Refused once something has left or where freight would be another sum.
    """
    order = lock(Order, order_id)
    if order.source != "wechat":
        raise Refused("平台订单的收货地址请在平台商家后台修改，会自动同步过来")
    if not may_change(order):
        raise Refused("只有已付款、还没有发货的订单可以修改地址")
    recipient = checked_address(dict(fields))
    if recipient == order.recipient:
        return False
    _refuse_other_freight(order, recipient)
    order.recipient = recipient
    outbox.record(OrderAddressChanged(order.id, reason), by=by)
    return True


def _refuse_other_freight(order: Order, recipient: Mapping[str, str]) -> None:
    before_fen = freight.again_fen(order.freight_basis, _place(order.recipient))
    after_fen = freight.again_fen(order.freight_basis, _place(recipient))
    if after_fen is None:
        raise Refused(f"商品不配送到{recipient['province']}{recipient['city']}，地址没有修改")
    if before_fen is not None and before_fen != after_fen:
        raise Refused(
            f"新地址的运费是 ¥{format_yuan_short(after_fen)}，和原来的 ¥{format_yuan_short(before_fen)} 不一样，"
            "不能直接修改地址；请申请退款后重新下单，或联系客服"
        )


def _place(recipient: Mapping[str, str]) -> freight.Place:
    return freight.Place(recipient.get("province", ""), recipient.get("city", ""))
