"""整单退款: all money of a paid order goes back. Above a limit of the shop the amount is typed back."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.orders import replies, rows
from admin.orders.words import SOURCES
from commerce.aftersale.actions.paying import needs_second
from commerce.orders import actions
from commerce.orders import queries as orders
from commerce.payments import queries as payments
from commerce.promotions.groupbuy import actions as groupbuy
from kernel import money
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from tenants import audit
from tenants.settings import APPROVE_ABOVE_FEN, TYPED_ABOVE_FEN
from web.forms import text

bp = Blueprint("admin_order_refunds", __name__, url_prefix="/admin/orders")
REASONS = [
    (words, words) for words in ("与买家协商一致", "缺货", "商品有质量问题", "发错商品", "买家申请取消", "其他原因")
]


@bp.get("/<int:order_id>/refund")
@allow("orders.refund")
def form(order_id: int) -> Any:
    """Reason, and the amount once more."""
    with reading():
        order = orders.order(order_id)
    _refuse(order)
    return replies.form("admin/orders/_refund_form.html", values={}, errors={}, **_shown(order))


@bp.post("/<int:order_id>/refund")
@allow("orders.refund")
def refund(order_id: int) -> Any:
    """All money goes back. Safe to repeat and for two people at once: one order, one refund."""
    with reading():
        order = orders.order(order_id)
        given = [refund for refund in payments.refunds_of([order_id]) if refund.refund_fen == order.total_fen]
    if given and order.state == "refunded":
        return replies.done("这个订单已经在退款，不会重复退", otherwise=_page(order_id), level="info")
    _refuse(order)
    try:
        reason = text(request.form, "reason", label="退款原因", max_length=80)
        _typed_back(order)
    except Invalid as error:
        return replies.wrong("admin/orders/_refund_form.html", error, values=request.form, **_shown(order))
    left_fen = order.total_fen - order.refunded_fen
    with transaction():
        if _give_back(order, reason):
            audit.note(
                "orders.refund",
                f"order:{order_id}",
                f"订单 {order.number} 整单退款 ¥{money.format_yuan(left_fen)}，{reason}",
            )
    return replies.done(f"已发起退款 ¥{money.format_yuan(left_fen)}，原路退回买家", otherwise=_page(order_id))


def _give_back(order: Any, reason: str) -> bool:
    """False when somebody else was quicker. A seat of an open group is given up first (group before order)."""
    if needs_second(order, order.total_fen - order.refunded_fen, by=by()):
        limit = money.format_yuan(APPROVE_ABOVE_FEN.get())
        raise Refused(f"这个订单累计退款超过 ¥{limit}，要另一位同事复核，请用「主动退款 / 价保」发起")
    if order.kind == "groupbuy" and groupbuy.leave(order.id, reason=reason, by=by()):
        return True
    return actions.refund_whole(order.id, cause=f"staff:{order.id}", reason=reason, by=by()) is not None


def _typed_back(order: Any) -> None:
    left_fen = order.total_fen - order.refunded_fen
    if left_fen > TYPED_ABOVE_FEN.get() and money.parse_yuan(request.form.get("typed", ""), "typed") != left_fen:
        raise Invalid("typed", f"金额不一致，请输入 {money.format_yuan(left_fen).replace(',', '')}")


def _refuse(order: Any) -> None:
    if order.source != "wechat":
        raise Refused(f"{SOURCES[order.source]}订单的钱款在平台上，请到{SOURCES[order.source]}商家后台退款")
    if order.paid_at is None:
        raise Refused("订单还没有付款，不用退款；不想卖了可以关闭订单")
    if not rows.is_refundable(order):
        raise Refused("这个订单已经全部退款")


def _shown(order: Any) -> dict[str, Any]:
    left_fen = order.total_fen - order.refunded_fen
    return {"order": order, "left_fen": left_fen, "is_typed": left_fen > TYPED_ABOVE_FEN.get(), "reasons": REASONS}


def _page(order_id: int) -> str:
    return f"/admin/orders/{order_id}"
