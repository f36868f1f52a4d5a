"""Money has come in: decide what it is for. Nothing is silent, nothing counts twice (reliability I3, I4, I16)."""

from datetime import datetime

from sqlalchemy import Row, or_, select

from commerce.catalog import queries as catalog
from commerce.events.orders import OrderPaid
from commerce.inventory import actions as inventory
from commerce.inventory.errors import SoldOut
from commerce.ledger.rules import Sale
from commerce.orders import limits
from commerce.orders.actions import ship_deadline
from commerce.orders.errors import LimitReached
from commerce.orders.models import Order, OrderLine
from commerce.orders.states import ORDER
from commerce.payments import actions as payments
from commerce.payments import book
from commerce.payments.models import Payment
from commerce.payments.ports import Settlement
from jobs import outbox
from kernel.db import db, lock


def settle(settlement: Settlement) -> str:
    """Take a settlement in; returns what became of it, one word for the log.

    paid: the order is paid now. repeated: known already. unknown, amount_differs, wrong_merchant,
    second_transaction: laid out as anomalies, the money stands in suspense, nothing else changed. transaction_reused:
    this money is booked already, with another payment or by a person: laid out, nothing booked again. revived:
    closed, but the goods were still there. refunded: cannot be fulfilled, the money is on its way back.
    Safe to repeat any number of times, in parallel and in any order.
    """
    payments.lock_transaction(settlement.transaction_id)
    found, other = _known(settlement)
    if other is not None:
        return _reused(settlement, f"付款单 {other} ")
    if found is None:
        return _anomaly("unknown_trade", settlement, f"收到一笔找不到订单的付款 {settlement.number}")
    order = lock(Order, found.order_id)
    payment = lock(Payment, found.id)
    if payment.state == "settled" and payment.transaction_id == settlement.transaction_id:
        return "repeated"
    misfit = _misfit(payment, settlement)
    if misfit is not None:
        return _anomaly(misfit[0], settlement, misfit[1])
    if not payments.take_from_suspense(settlement, f"这笔款项随后入账到付款单 {payment.number}"):
        payments.record_closed(payment.id, at=settlement.at)  # or it would hold its order's goods for ever
        return _reused(settlement, "人工")
    payments.settle(payment, settlement)
    return _fulfil(order, payment, settlement.at)


def _misfit(payment: Payment, settlement: Settlement) -> tuple[str, str] | None:
    """Why the locked payment cannot be settled by this, as an anomaly's kind and words; None when it can."""
    if payment.state == "settled":
        return "second_transaction", f"付款单 {payment.number} 收到第二笔微信支付交易"
    if payment.mchid is not None and (settlement.mchid, settlement.appid) != (payment.mchid, payment.appid):
        return "wrong_merchant", f"付款单 {payment.number} 的通知来自别的商户号或公众号"
    if settlement.currency != "CNY" or settlement.total_fen != payment.total_fen:
        return "amount_differs", f"付款单 {payment.number} 的金额与订单不一致"
    return None


def _known(settlement: Settlement) -> tuple[Row[int, int, str] | None, str | None]:
    """The payment that is meant, and the number of another that has this transaction already; one statement."""
    rows = db.session.execute(
        select(Payment.id, Payment.order_id, Payment.number).where(
            or_(Payment.number == settlement.number, Payment.transaction_id == settlement.transaction_id)
        )
    ).all()
    found = next((row for row in rows if row.number == settlement.number), None)
    return found, next((row.number for row in rows if row.number != settlement.number), None)


def _reused(settlement: Settlement, by: str) -> str:
    """One transaction is one money, and that is booked already: a person sees it, no book moves.

    by: what it was booked with, another payment or a person's decision.
    """
    summary = f"付款单 {settlement.number} 的通知用了{by}已入账的微信交易号，没有再次入账"
    return _anomaly("transaction_reused", settlement, summary, is_booked=True)


def _fulfil(order: Order, payment: Payment, at: datetime) -> str:
    if order.state == "placed" and payment.total_fen == order.total_fen:
        _pay(order, payment, "pay", at)
        return "paid"
    refusal = "订单已关闭"
    if order.state == "closed" and order.kind == "plain" and payment.total_fen == order.total_fen:
        refusal = _hold_again(order)
        if not refusal:
            _pay(order, payment, "revive", at)
            return "revived"
    reason = {"placed": "改价前的付款，已自动退回", "closed": f"{refusal}，付款已自动退回"}
    payments.request_refund(
        payment,
        payment.total_fen,
        cause=f"payment:{payment.number}",
        reason=reason.get(order.state, "重复付款，已自动退回"),
        by="system",
    )
    kind = {"placed": "stale_price", "closed": "late_payment"}.get(order.state, "second_capture")
    summary = f"订单 {order.number} 收到无法履约的付款 {payment.total_fen / 100:.2f} 元，已自动原路退回"
    detail = {"order_id": order.id, "payment_id": payment.id}
    payments.open_anomaly(kind, payment.number, summary, detail)
    return "refunded"


def _pay(order: Order, payment: Payment, verb: str, at: datetime) -> None:
    ORDER.move(order, verb)
    book.sold(payment, Sale(order.goods_fen, order.freight_fen, shop_discount_fen=order.discount_fen))
    order.paid_at, order.hold_until = at, None
    order.ship_by = ship_deadline(at)
    inventory.commit(order.id)
    outbox.record(OrderPaid(order.id, order.member_id, order.total_fen, at), by="wechat", at=at)


def _hold_again(order: Order) -> str:
    """Limit and hold were given back at the close: try to get the same pieces once more. Why not, in words; "" is done.

    The close and the late money may stand on either side of another order of the same person: who has reached the
    limit with that one gets this money back.
    """
    rows = db.session.execute(select(OrderLine.sku_id, OrderLine.quantity).where(OrderLine.order_id == order.id))
    wanted: dict[int, int] = {}
    for sku_id, quantity in rows:
        if sku_id is None:  # the variant is gone
            return "订单已关闭"
        wanted[sku_id] = wanted.get(sku_id, 0) + quantity
    if not catalog.are_on_sale(wanted):
        return "订单已关闭"
    try:
        with db.session.begin_nested():
            limits.take_again(order)
            inventory.hold(order.id, wanted)
    except LimitReached as reached:
        return f"订单已关闭，这件商品每人限购 {reached.limit} 件"
    except SoldOut:
        return "订单已关闭，商品已售完"
    return ""


def _anomaly(kind: str, settlement: Settlement, summary: str, *, is_booked: bool = False) -> str:
    detail = {
        "transaction_id": settlement.transaction_id, "number": settlement.number, "total_fen": settlement.total_fen,
        "mchid": settlement.mchid, "appid": settlement.appid,
    }  # fmt: skip
    if not is_booked:
        payments.park_unknown(settlement, summary)
    payments.open_anomaly(kind, f"{settlement.number}:{settlement.transaction_id}", summary, detail)
    return kind
