"""The worker's side: due jobs, one at a time in any order, and a pause in which everything comes to rest."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from commerce.orders import jobs as orders
from jobs import queue
from kernel import clock
from kernel.tenancy import tenant_scope
from tests.simulation.ground import Idle
from tests.simulation.moves import Moves

OURS = "name NOT LIKE 'wechat.%%' AND name NOT LIKE 'channels.%%'"
DUE = (
    f"SELECT id, name, arguments FROM jobs WHERE tenant_id = %s AND done_at IS NULL AND dead_at IS NULL AND {OURS} "
    "AND (run_after <= %s OR run_after >= %s) ORDER BY id"
)
"""What its timer, in simulated time, has made due, and what was asked for at once, in the database's own time."""


class Worker:
    """Runs the jobs of one shop. real_start: the database's time before anything of this run was asked for."""

    def __init__(self, moves: Moves, line: psycopg.Connection[Any], real_start: datetime) -> None:
        self.moves, self.line, self.real_start = moves, line, real_start

    def work(self) -> str:
        """One due job, whichever."""
        due = self._due()
        if not due:
            raise Idle
        job_id, name, arguments = self.moves.rng.choice(due)
        self._run(job_id, name, arguments)
        return f"{name}{tuple(arguments)}"

    def come_to_rest(self) -> None:
        """Everything that is due is done, with a provider who answers."""
        self.moves.provider.mood = ""
        self.moves.rng = random.Random(1)
        for _ in range(40):
            self.moves.relay()
            due = self._due()
            for job in due:
                self._run(*job)
            self._sweep()
            if not due:
                return
        raise AssertionError(f"the work does not end: {due}")

    def _sweep(self) -> None:
        """Behind the timers: what should have been closed a minute ago is closed."""
        for order_id in list(self.moves.shop.orders):
            own = self.moves.shop.orders[order_id]
            if own.hold_until is not None and own.hold_until < clock.now() - timedelta(seconds=60):
                self._orders_jobs_expire(order_id)
        orders.sweep_unpaid()

    def _due(self) -> list[Any]:
        values = (self.moves.shop.tenant_id, clock.now(), self.real_start)
        return self.line.execute(DUE, values).fetchall()

    def _run(self, job_id: int, name: str, arguments: list[Any]) -> None:
        self.line.execute("UPDATE jobs SET run_after = least(run_after, now()) WHERE id = %s", (job_id,))
        self.moves.learn_refunds()
        after = getattr(self, "_" + name.removeprefix("commerce.").replace(".", "_"), None)
        later = after(*arguments) if after is not None else None
        with tenant_scope(None):
            ran = queue.run(job_id)
        assert ran, f"{name} was not to be had"
        if later is not None:
            later()

    # what each job should do; what it says comes before the job, what it returns after

    def _orders_jobs_expire(self, order_id: int) -> None:
        shop, own = self.moves.shop, self.moves.shop.orders[order_id]
        is_over = own.state == "placed" and own.hold_until is not None and own.hold_until <= clock.now()
        if is_over and self.moves.closing(own) is True:
            shop.close(own, clock.now())

    def _orders_jobs_close_stale_payments(self, order_id: int) -> None:
        own = self.moves.shop.orders[order_id]
        for payment in [each for each in own.payments if each.state == "closing"]:
            if self.moves.closing_one(own, payment) is None:
                return

    def _orders_jobs_ask_gateway(self, payment_id: int, asked: int) -> None:
        own, payment = next(each for each in self.moves.stage.payments.values() if each[1].id == payment_id)
        trade = self.moves.provider.trades.get(payment.number)
        is_told = payment.state in ("open", "closing") and self.moves.provider.mood != "before"
        if is_told and trade is not None and trade.settlement is not None:
            self.moves.shop.settle(own, payment, trade.settlement.at)

    def _payments_jobs_send_refund(self, refund_id: int) -> Any:
        refund, provider = self.moves.shop.refunds[refund_id], self.moves.provider

        def after() -> None:
            words = {"processing": "sent", "settled": "settled", "failed": "failed"}
            refund.state = words[provider.refunds[refund.number].state]

        return after if refund.state in ("requested", "sent") and provider.mood == "" else None

    def _payments_jobs_ask_refund(self, refund_id: int, asked: int) -> None:
        refund, provider = self.moves.shop.refunds[refund_id], self.moves.provider
        if refund.state == "sent" and provider.mood != "before":
            refund.state = {"processing": "sent"}.get(
                provider.refunds[refund.number].state, provider.refunds[refund.number].state
            )

    def _promotions_groupbuy_jobs_expire(self, group_id: int) -> None:
        self.moves.shop.expire_group(self.moves.shop.groups[group_id], clock.now())

    def _orders_jobs_complete_received(self, order_id: int) -> None:
        own = self.moves.shop.orders[order_id]
        own.state = "completed" if own.state == "shipped" else own.state


def database_now(line: psycopg.Connection[Any]) -> datetime:
    row = line.execute("SELECT now()").fetchone()
    assert row is not None
    return row[0].astimezone(UTC)  # type: ignore[no-any-return]
