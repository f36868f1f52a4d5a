"""The hourly cross-check: what our own rows say against what our own books say, and what is late."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, select

from commerce.books.actions import lay_out, settle_itself
from commerce.books.models import Bill, BillLine, Difference
from commerce.ledger import queries as accounts
from commerce.ledger.accounts import ACCOUNTS
from commerce.ledger.models import Journal
from commerce.orders.models import Order
from commerce.payments.models import Payment, Refund
from kernel.clock import shop_time
from kernel.db import db

LOOK_BACK = timedelta(days=3)
RESULT_WITHIN = timedelta(days=1)
"""A refund without a result after this is laid out (the money switch keeps its own list of what waits)."""
MOST = 200


def cross_check(at: datetime, *, refunds_are_stopped: bool) -> int:
    """Lay out what does not fit; returns how many differences are new. Safe to repeat."""
    rows = [*_without_capture(at), *_without_sale(at), *_late(at)]
    if not refunds_are_stopped:
        rows += _without_result(at)
    return lay_out(rows)


def _row(kind: str, number: str, at: datetime, found_at: datetime, summary: str, **more: Any) -> dict[str, Any]:
    sides: dict[str, Any] = {"order_id": None, "our_fen": None, "their_fen": None, "our_state": "", "vendor_number": ""}
    return {
        "kind": kind, "source": "hourly", "bill_id": None, "found_on": shop_time(at).date(), "number": number,
        "fingerprint": f"hourly:{kind}:{more.get('vendor_number', '')}:{number}", "their_state": "",
        "found_at": found_at, "summary": summary,
    } | sides | more  # fmt: skip


def _journal(kind: str, number: Any, purpose: str) -> Any:
    return exists().where(
        Journal.tenant_id == Payment.tenant_id, Journal.cause_kind == kind, Journal.cause_id == number,
        Journal.purpose == purpose,
    )  # fmt: skip


def _settled(at: datetime) -> Select[Payment]:
    return select(Payment).where(Payment.state == "settled", Payment.settled_at >= at - LOOK_BACK).limit(MOST)


def _without_capture(at: datetime) -> list[dict[str, Any]]:
    found = db.session.scalars(_settled(at).where(~_journal("payment", Payment.number, "capture")))
    return [
        _row(
            "no_journal", row.number, row.settled_at or at, at, "付款已成功，账本里没有收款凭证",
            order_id=row.order_id, our_fen=row.total_fen, vendor_number=row.transaction_id or "",
        )
        for row in found
    ]  # fmt: skip


def _without_sale(at: datetime) -> list[dict[str, Any]]:
    joined = (Order.tenant_id == Payment.tenant_id) & (Order.id == Payment.order_id)
    live = Order.state.in_(("paid", "part_shipped", "shipped", "completed"))
    is_refunded = exists().where(Refund.tenant_id == Payment.tenant_id, Refund.payment_id == Payment.id)
    statement = _settled(at).join(Order, joined).where(live, ~is_refunded)
    found = db.session.scalars(statement.where(~_journal("payment", Payment.number, "sale")))
    return [
        _row(
            "no_journal", row.number, row.settled_at or at, at, "订单已付款，账本里没有收入凭证",
            order_id=row.order_id, our_fen=row.total_fen, vendor_number="sale",
        )
        for row in found
    ]  # fmt: skip


def _without_result(at: datetime) -> list[dict[str, Any]]:
    waiting = select(Refund).where(
        Refund.state.in_(("requested", "sent")), Refund.made_at < at - RESULT_WITHIN,
        Refund.made_at > at - LOOK_BACK * 10,
    )  # fmt: skip
    return [
        _row(
            "no_result", row.number, row.made_at, at, "退款一天了还没有结果，正在向微信支付查询",
            order_id=row.order_id, our_fen=-row.refund_fen, our_state="open",
        )
        for row in db.session.scalars(waiting.order_by(Refund.id).limit(MOST))
    ]  # fmt: skip


def _late(at: datetime) -> list[dict[str, Any]]:
    return [
        _row(
            "late_clearing", row.subject, row.since_at, at, f"「{ACCOUNTS[row.account].label}」到期没有清零",
            our_fen=row.open_fen, vendor_number=row.account,
        )
        for row in accounts.late(at, limit=MOST)
    ]  # fmt: skip


def heal(at: datetime) -> int:
    """Settle open differences whose reason is gone. Returns how many. Safe to repeat."""
    count = 0
    kinds = ("missing", "state", "late_clearing", "no_journal", "no_result")
    statement = select(Difference).where(Difference.state == "open", Difference.kind.in_(kinds))
    for row in db.session.scalars(statement.order_by(Difference.id).limit(MOST).with_for_update(skip_locked=True)):
        if _agrees(row):
            settle_itself(row, "再次核对时已一致", at)
            count += 1
    return count


def _agrees(row: Difference) -> bool:
    if row.kind == "late_clearing":
        return accounts.balance_of(row.vendor_number, row.number) == 0
    if row.kind == "no_journal":
        purpose = "sale" if row.vendor_number == "sale" else "capture"
        return accounts.has_posted("payment", row.number, purpose)
    if row.kind == "missing":
        in_bill = (Bill.tenant_id == BillLine.tenant_id) & (Bill.id == BillLine.bill_id)
        line = select(BillLine.id).join(Bill, in_bill).where(Bill.kind == row.source, BillLine.number == row.number)
        return db.session.scalar(line.limit(1)) is not None
    payment = db.session.scalar(select(Payment.state).where(Payment.number == row.number))
    refund = db.session.scalar(select(Refund.state).where(Refund.number == row.number))
    if row.kind == "no_result":
        return refund in ("settled", "failed")
    return row.their_state == "settled" and "settled" in (payment, refund)
