"""Reactions of payments to facts."""

from commerce.events.payments import RefundRequested
from commerce.payments import jobs
from jobs.queue import later


def on_refund_requested(fact: RefundRequested) -> None:
    """Carry the refund out."""
    later(jobs.send_refund, fact.refund_id, key=f"refund:{fact.refund_id}")
