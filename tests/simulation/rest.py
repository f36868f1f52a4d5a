"""A pause in which everything comes to rest: machines do all that is due, people what is theirs to do in time."""

import random
from datetime import datetime, timedelta

from sqlalchemy import select

from commerce.aftersale import jobs as aftersale
from commerce.books import jobs as books
from commerce.orders import jobs as orders
from commerce.payments import actions as payments
from commerce.payments import queries as payment_queries
from commerce.payments.models import Anomaly
from kernel import clock
from kernel.db import db, reading, transaction
from tests.simulation.machinery import Worker

A_DAY = timedelta(days=1)
READY_AT = timedelta(hours=10)  # of the next day: then the provider has a day's bill
FOREIGN = (
    "UPDATE jobs SET done_at = now() WHERE tenant_id = %s AND done_at IS NULL "
    "AND (name LIKE 'wechat.%%' OR name LIKE 'channels.%%')"
)

TRY_AGAIN = (
    "UPDATE jobs SET run_after = now() WHERE tenant_id = %s AND done_at IS NULL AND dead_at IS NULL "
    "AND attempts > 0 AND run_after > now()"
)
"""The provider answers again: what waited for it is tried at once."""

LATE = (
    "SELECT number FROM refunds WHERE tenant_id = %s AND state IN ('requested', 'sent') "
    "AND made_at < now() - interval '1 day' ORDER BY id"
)
ASK_NOW = (
    "UPDATE jobs SET run_after = now() WHERE tenant_id = %s AND done_at IS NULL AND dead_at IS NULL "
    "AND name = 'commerce.payments.jobs.ask_refund'"
)


def come_to_rest(worker: Worker) -> None:
    """Everything that is due is done, with a provider who answers."""
    moves = worker.moves
    moves.provider.mood, moves.rng = "", random.Random(1)
    for statement in (FOREIGN, TRY_AGAIN):
        worker.line.execute(statement, (moves.shop.tenant_id,))
    for each in moves.provider.refunds.values():
        if each.state == "processing" and each.asked_at < clock.now() - A_DAY:
            moves.provider.finish_refund(each.number)
    _work(worker)  # the machines ask long before a person looks
    _look_into_anomalies(worker)
    _read_bills(worker)
    _work(worker)
    _finish_late_refunds(worker)


def _finish_late_refunds(worker: Worker) -> None:
    """Days may pass in a run while no machine works; a refund sent only now would have arrived long ago."""
    tenant_id, provider = worker.moves.shop.tenant_id, worker.moves.provider
    late = [number for (number,) in worker.line.execute(LATE, (tenant_id,)).fetchall()]
    late = [number for number in late if number in provider.refunds and provider.refunds[number].state == "processing"]
    for number in late:
        provider.finish_refund(number)
    if late:
        worker.line.execute(ASK_NOW, (tenant_id,))
        _work(worker)


def _work(worker: Worker) -> None:
    for _ in range(40):
        worker.moves.relay()
        due = worker.due()
        for job in due:
            worker.run(*job)
        _sweep(worker)
        if not due and not worker.due():
            return
    raise AssertionError(f"the work does not end: {due}")


def _sweep(worker: Worker) -> None:
    """Behind the timers: what should have been closed a minute ago is closed, silent sides have spoken."""
    for order_id, own in list(worker.moves.shop.orders.items()):
        if own.state == "placed" and own.hold_until and own.hold_until < clock.now() - timedelta(seconds=60):
            worker.expire(order_id)
    orders.sweep_unpaid()
    aftersale.sweep()


def _look_into_anomalies(worker: Worker) -> None:
    """The next day a person has failed refunds tried again, and gives back what nobody could place."""
    moves = worker.moves
    with reading():
        old = Anomaly.resolved_at.is_(None) & (Anomaly.found_at < clock.now() - A_DAY)
        rows = [(row.id, row.kind) for row in db.session.scalars(select(Anomaly).where(old).order_by(Anomaly.id))]
    for refund_id, refund in moves.shop.refunds.items():
        if refund.state == "failed":
            with transaction():
                payments.retry_refund(refund_id, by="staff:1")
            refund.state = "requested"
    for anomaly_id, kind in rows:
        with transaction():
            is_parked = kind != "refund_failed" and payment_queries.parked_fen(anomaly_id)
            went = "returned" if is_parked else ""
            payments.resolve_anomaly(anomaly_id, "已核对", went=went)


def _read_bills(worker: Worker) -> None:
    """The bills of all days that are over, each once."""
    moves = worker.moves
    while datetime.combine(moves.next_bill_on + A_DAY, datetime.min.time()) + READY_AT <= _shop_now():
        for kind in ("trade", "fund"):
            books.take_in(kind, moves.next_bill_on, moves.provider.bill(kind, moves.next_bill_on))
        moves.next_bill_on += A_DAY


def _shop_now() -> datetime:
    return clock.shop_time(clock.now()).replace(tzinfo=None)
