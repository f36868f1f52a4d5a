"""Recording what happens to money. No network here: edges and jobs call the gateway and record its answers."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from commerce.events.payments import PaymentAnomaly, PaymentSettled, RefundFailed, RefundRequested, RefundSettled
from commerce.payments import book, queries
from commerce.payments.errors import OverRefund
from commerce.payments.models import Anomaly, Notice, Payment, Refund, RefundAttempt
from commerce.payments.ports import Payout, Prepared, Settlement
from commerce.payments.states import PAYMENT, REFUND
from jobs import outbox
from kernel import clock, ids, past_mapper
from kernel.db import db, find, lock, save
from kernel.tenancy import current_tenant_id


def open_payment(order_id: int, total_fen: int, *, at: datetime) -> Payment:
    """A new attempt to collect an order's total."""
    return past_mapper.add(Payment(order_id=order_id, number=ids.new_number("P", at), total_fen=total_fen))


def record_prepared(payment_id: int, prepared: Prepared, *, payer_openid: str, at: datetime) -> Payment:
    """The gateway gave a prepay id. A payment that was settled or closed meanwhile stays as it is."""
    payment = lock(Payment, payment_id)
    if PAYMENT.can(payment, "prepare"):
        PAYMENT.move(payment, "prepare")
        payment.prepay_id, payment.prepared_at = prepared.prepay_id, at
        payment.appid, payment.mchid, payment.payer_openid = prepared.appid, prepared.mchid, payer_openid
    return payment


def may_ask(payment_id: int, *, apart_s: int, at: datetime) -> bool:
    """Note that the gateway is asked now; False when it was asked less than apart_s ago, or there is nothing to ask.

    Of several pages at once, on any machine, one may: the row decides, not what a page says.
    """
    asked = update(Payment).where(
        Payment.id == payment_id,
        Payment.state == "prepared",
        or_(Payment.asked_at.is_(None), Payment.asked_at <= at - timedelta(seconds=apart_s)),
    )
    return db.session.scalar(asked.values(asked_at=at).returning(Payment.id)) is not None


def start_closing(payment_id: int) -> bool:
    """From now on nobody prepares it again; the gateway is asked to close. False when there is nothing to close."""
    payment = lock(Payment, payment_id)
    if payment.state == "closing":
        return True
    if not PAYMENT.can(payment, "start_closing"):
        return False
    PAYMENT.move(payment, "start_closing")
    return True


def give_up_unseen(order_id: int, *, at: datetime) -> bool:
    """Close the payment nobody was given a prepay id of. True when another may still be paid at the gateway.

    The caller holds the order's row, so that no new one is opened meanwhile.
    """
    open_states = ("created", "prepared", "closing")
    statement = select(Payment).where(Payment.order_id == order_id, Payment.state.in_(open_states))
    rows = list(db.session.scalars(statement.order_by(Payment.id).with_for_update(key_share=True)))
    for row in rows:
        if row.state == "created":
            PAYMENT.move(row, "close")
            row.closed_at = at
    return any(row.state != "closed" for row in rows)


def record_closed(payment_id: int, *, at: datetime) -> None:
    """The gateway will take no more money for it. Safe to repeat."""
    payment = lock(Payment, payment_id)
    if PAYMENT.can(payment, "close"):
        PAYMENT.move(payment, "close")
        payment.closed_at = at


def lock_transaction(transaction_id: str) -> None:
    """One transaction is taken in by one hand at a time, whatever it is told to be for. Before any lock on money.

    So is money in suspense by whoever says where it went, under what it is parked there (queries.parked_subject).
    """
    name = {"name": f"wechat-transaction:{transaction_id}"}
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), name)


def take_from_suspense(settlement: Settlement, resolution: str) -> bool:
    """Money that nobody could place at first has found its payment: its anomalies come right by themselves.

    False when somebody has decided already where it went; then it must not be booked again. True for money that was
    never parked. The caller holds lock_transaction.
    """
    if not book.found(settlement, resolution):
        return False
    db.session.execute(
        update(Anomaly)
        .where(Anomaly.detail["transaction_id"].astext == settlement.transaction_id, Anomaly.resolved_at.is_(None))
        .values(resolved_at=clock.now(), resolution=resolution)
    )
    return True


def settle(payment: Payment, settlement: Settlement) -> None:
    """The locked payment has its money. The caller has compared merchant, app, sum and currency."""
    PAYMENT.move(payment, "settle")
    payment.transaction_id = settlement.transaction_id
    payment.settled_at = settlement.at
    payment.payer_openid = payment.payer_openid or settlement.payer_openid
    book.captured(payment, settlement)
    outbox.record(
        PaymentSettled(payment.id, payment.order_id, payment.total_fen, settlement.at), by="wechat", at=settlement.at
    )


def forget_payers(order_ids: Collection[int]) -> None:
    """Who paid for these orders is nobody's business any more; sums and numbers stay. Safe to repeat."""
    db.session.execute(update(Payment).where(Payment.order_id.in_(order_ids)).values(payer_openid=None))


def lock_kept(order_id: int) -> Payment | None:
    """The payment whose money an order keeps, locked: one that came too late or for an old price has gone back."""
    settled = select(Payment).where(Payment.order_id == order_id, Payment.state == "settled").order_by(Payment.id)
    rows = list(db.session.scalars(settled.with_for_update(key_share=True)))
    if len(rows) < 2:
        return rows[0] if rows else None
    return max(rows, key=lambda row: (book.is_sale(row.number), row.total_fen - queries.refunded_fen(row.id)))


def lock_settled(order_ids: Collection[int]) -> None:
    """Lock the payments of several orders that have their money, before they are refunded one by one."""
    settled = select(Payment.id).where(Payment.order_id.in_(order_ids), Payment.state == "settled")
    db.session.scalars(settled.order_by(Payment.id).with_for_update(key_share=True)).all()


def request_refund(payment: Payment, refund_fen: int, *, cause: str, reason: str, by: str) -> Refund:
    """Intend to give money back; the outbox carries it out.

    payment: locked by the caller. cause: one refund per cause, however often it is asked for.
    Raises OverRefund when all refunds together would pass what was paid.
    """
    existing = db.session.scalar(select(Refund).where(Refund.cause == cause))
    if existing is not None:
        return existing
    left_fen = payment.total_fen - queries.refunded_fen(payment.id)
    if refund_fen > left_fen:
        raise OverRefund(f"最多还能退 {left_fen / 100:.2f} 元")
    number = ids.new_number("R", clock.now())
    refund = save(
        Refund(
            payment_id=payment.id, order_id=payment.order_id, number=number, refund_fen=refund_fen,
            cause=cause, reason=reason, by=by,
        )
    )  # fmt: skip
    book.refund_requested(refund, payment.number)
    outbox.record(RefundRequested(payment.id, payment.order_id, refund.id, refund_fen), by=by)
    return refund


def record_payout(refund_id: int, payout: Payout, *, at: datetime) -> Refund:
    """What the gateway said of a refund. Safe to repeat and in any order: a settled refund stays settled."""
    refund = lock(Refund, refund_id)
    if refund.state == "settled":
        return refund
    refund.provider_refund_id = payout.provider_refund_id or refund.provider_refund_id
    if payout.state == "settled":
        if refund.state == "failed":
            REFUND.move(refund, "retry")
            book.refund_requested(refund, _payment_number(refund))
        REFUND.move(refund, "settle")
        refund.settled_at, refund.account, refund.last_error = payout.at or at, payout.account, None
        book.refund_settled(refund)
        settle_anomaly("refund_failed", f"refund:{refund.number}", "重试后已退款到账")
        fact = RefundSettled(refund.payment_id, refund.order_id, refund.id, refund.refund_fen, refund.settled_at)
        outbox.record(fact, by="wechat", at=refund.settled_at)
    elif payout.state == "failed":
        record_refund_failure(refund, payout.cause or "微信支付退款异常")
    elif REFUND.can(refund, "send"):
        REFUND.move(refund, "send")
        refund.sent_at = refund.sent_at or at
    return refund


def record_refund_failure(refund: Refund, cause: str) -> None:
    """The locked refund cannot go through by itself: a person must look."""
    if not REFUND.can(refund, "fail"):
        return
    REFUND.move(refund, "fail")
    refund.last_error = cause
    book.refund_failed(refund, _payment_number(refund))
    outbox.record(RefundFailed(refund.payment_id, refund.order_id, refund.id, cause))
    number = _payment_number(refund)
    detail = {"refund_id": refund.id, "order_id": refund.order_id, "payment_number": number, "cause": cause}
    summary = f"退款 {refund.number} 失败：{cause}"
    open_anomaly("refund_failed", f"refund:{refund.number}", summary, detail, is_new_each_time=True)


def note_attempt(refund_id: int, error: str | None) -> None:
    """Keep a try at the gateway and what it said."""
    refund = lock(Refund, refund_id)
    refund.attempts += 1
    refund.last_error = error
    db.session.add(RefundAttempt(refund_id=refund.id, at=clock.now(), error=error))


def retry_refund(refund_id: int, *, by: str) -> Refund:
    """A person says: try a failed refund again, under the same number.

    Raises OverRefund when the money has gone back another way meanwhile.
    """
    number = _payment_number(find(Refund, refund_id))
    lock_transaction(number)
    payment = lock(Payment, find(Refund, refund_id).payment_id)
    refund = lock(Refund, refund_id)
    REFUND.move(refund, "retry")
    db.session.flush()
    if queries.refunded_fen(payment.id) > payment.total_fen or book.is_gone(payment.number):
        raise OverRefund("这笔付款的钱已经另外退过了，请先核对其他退款")
    book.refund_requested(refund, payment.number)
    outbox.record(RefundRequested(refund.payment_id, refund.order_id, refund.id, refund.refund_fen), by=by)
    return refund


def receive_notice(notice_id: str, kind: str, outcome: str) -> bool:
    """Take a notification in. False when it was taken in before: then it has no effect."""
    values = {
        "tenant_id": current_tenant_id(), "notice_id": notice_id, "kind": kind, "outcome": outcome,
        "received_at": clock.now(),
    }  # fmt: skip
    statement = insert(Notice).values(values).on_conflict_do_nothing().returning(Notice.id)
    return db.session.scalar(statement) is not None


def open_anomaly(
    kind: str, fingerprint: str, summary: str, detail: dict[str, Any], *, is_new_each_time: bool = False
) -> None:
    """Lay something about money out for a person. The same fingerprint is one anomaly.

    is_new_each_time: not what was told twice, but what has happened again; somebody's word about the last time is over.
    """
    values = {
        "tenant_id": current_tenant_id(), "kind": kind, "fingerprint": f"{kind}:{fingerprint}", "summary": summary,
        "detail": detail, "found_at": clock.now(),
    }  # fmt: skip
    statement = insert(Anomaly).values(values)
    if is_new_each_time:
        told = {name: values[name] for name in ("summary", "detail", "found_at")}
        statement = statement.on_conflict_do_update(
            index_elements=["tenant_id", "fingerprint"], set_=told | {"resolved_at": None, "resolution": None},
            where=Anomaly.resolved_at.is_not(None),
        )  # fmt: skip
    else:
        statement = statement.on_conflict_do_nothing()
    anomaly_id = db.session.scalar(statement.returning(Anomaly.id))
    if anomaly_id is not None:
        outbox.record(PaymentAnomaly(anomaly_id, kind))


def resolve_anomaly(anomaly_id: int, resolution: str, *, went: str = "") -> None:
    """A person has dealt with it. went: where parked money of it has gone, of ledger.rules.RELEASES.

    Raises Invalid when money is parked and it is not said where it went: it would stay in suspense, unseen.
    """
    subject = queries.parked_subject(find(Anomaly, anomaly_id))
    if subject:
        lock_transaction(subject)
    anomaly = lock(Anomaly, anomaly_id)
    anomaly.resolved_at, anomaly.resolution = clock.now(), resolution
    if went or queries.parked_fen(anomaly_id):
        book.release(subject, went, note=resolution)


def park_unknown(settlement: Settlement, note: str) -> None:
    """The shop has this money and cannot say what for: into suspense, until a person knows."""
    book.parked(settlement, note)


def settle_anomaly(kind: str, fingerprint: str, resolution: str) -> None:
    """What was odd has come right by itself. Safe to repeat."""
    db.session.execute(
        update(Anomaly)
        .where(Anomaly.fingerprint == f"{kind}:{fingerprint}", Anomaly.resolved_at.is_(None))
        .values(resolved_at=clock.now(), resolution=resolution)
    )


def _payment_number(refund: Refund) -> str:
    return db.session.scalars(select(Payment.number).where(Payment.id == refund.payment_id)).one()
