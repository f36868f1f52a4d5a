"""Carrying out refunds at the gateway."""

from datetime import timedelta

from commerce.payments import actions
from commerce.payments.models import Payment, Refund
from commerce.payments.ports import GatewayAway, GatewayRefused, gateway
from jobs.queue import later
from kernel import clock, failpoints
from kernel.db import find, lock, reading, transaction
from tenants import stops

ASK_AFTER_S = (5, 30, 300, 1800, 7200, 21600, 43200)


def send_refund(refund_id: int) -> None:
    """Ask the gateway to pay back.

    Safe to repeat: the refund's number is the gateway's idempotency key, so an unknown answer is asked for
    again under the same number. GatewayAway is retried by the queue; a clear no becomes an anomaly. While the
    money switch is off the job waits.
    """
    with reading():
        refund = find(Refund, refund_id)
        payment = find(Payment, refund.payment_id)
        if refund.state not in ("requested", "sent"):
            return
        stops.wait_if_stopped(stops.REFUNDS)
    try:
        payout = gateway().refund(
            payment_number=payment.number, number=refund.number, refund_fen=refund.refund_fen,
            total_fen=payment.total_fen, reason=refund.reason,
        )  # fmt: skip
    except GatewayAway as error:
        with transaction():
            actions.note_attempt(refund_id, str(error))
        raise
    except GatewayRefused as error:
        with transaction():
            actions.note_attempt(refund_id, error.message)
            actions.record_refund_failure(lock(Refund, refund_id), error.message)
        return
    failpoints.reach("K8")
    with transaction():
        actions.note_attempt(refund_id, None)
        refund = actions.record_payout(refund_id, payout, at=clock.now())
        if refund.state == "sent":
            _ask_later(refund_id, 0)


def ask_refund(refund_id: int, asked: int = 0) -> None:
    """No notice yet: ask what became of a refund, again until it is final. Safe to repeat."""
    with reading():
        refund = find(Refund, refund_id)
    if refund.state != "sent":
        return
    payout = gateway().query_refund(refund.number)
    with transaction():
        refund = actions.record_payout(refund_id, payout, at=clock.now())
        if refund.state == "sent":
            _ask_later(refund_id, asked + 1)


def _ask_later(refund_id: int, asked: int) -> None:
    pause_s = ASK_AFTER_S[min(asked, len(ASK_AFTER_S) - 1)]
    at = clock.now() + timedelta(seconds=pause_s)
    later(ask_refund, refund_id, asked, key=f"ask-refund:{refund_id}", at=at)
