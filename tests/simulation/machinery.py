"""The worker's side: due jobs, one at a time in any order; what each should do, said before it is done."""

from typing import Any

import psycopg

from jobs import queue
from kernel import clock
from kernel.tenancy import tenant_scope
from tests.simulation.ground import Idle
from tests.simulation.moves import Moves

DUE = (
    "SELECT id, name, arguments FROM jobs WHERE tenant_id = %s AND done_at IS NULL AND dead_at IS NULL "
    "AND name NOT LIKE 'wechat.%%' AND name NOT LIKE 'channels.%%' AND run_after <= now() ORDER BY id"
)


class Worker:
    """Runs the jobs of one shop, those that speak to other vendors than the payment provider left out."""

    def __init__(self, moves: Moves, line: psycopg.Connection[Any]) -> None:
        self.moves, self.line = moves, line

    def work(self) -> str:
        """One due job, whichever."""
        due = self.due()
        if not due:
            raise Idle
        job_id, name, arguments = self.moves.rng.choice(due)
        self.run(job_id, name, arguments)
        return f"{name}{tuple(arguments)}"

    def due(self) -> list[Any]:
        return self.line.execute(DUE, (self.moves.shop.tenant_id,)).fetchall()

    def run(self, job_id: int, name: str, arguments: list[Any]) -> None:
        self.moves.learn_refunds()
        after = getattr(self, "_" + name.removeprefix("commerce.").replace(".", "_"), None)
        later = after(*arguments) if after is not None else None
        with tenant_scope(None):
            ran = queue.run(job_id)
        assert ran, f"{name} was not to be had"
        if later is not None:
            later()

    # what each job should do; what it says comes before the job, what it returns after

    def expire(self, order_id: int) -> None:
        """An order whose time is over is closed, here as at the provider."""
        shop, own = self.moves.shop, self.moves.shop.orders[order_id]
        is_over = own.state == "placed" and own.hold_until is not None and own.hold_until <= clock.now()
        if is_over and self.moves.closing(own) is True:
            shop.close(own, clock.now())

    _orders_jobs_expire = expire

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

    def _books_jobs_ask(self, kind: str, number: str) -> None:
        """The bill said otherwise than the shop does."""
        shop, provider = self.moves.shop, self.moves.provider
        if provider.mood == "before":
            return
        if kind == "payment":
            told = provider.trades[number].settlement
            if told is not None:
                shop.settle(*self.moves.stage.payments[number], told.at)
            return
        refund = next(each for each in shop.refunds.values() if each.number == number)
        state = provider.refunds[number].state
        if refund.state in ("requested", "sent") or state == "settled":
            refund.state = {"processing": "sent"}.get(state, state)

    def _promotions_groupbuy_jobs_expire(self, group_id: int) -> None:
        self.moves.shop.expire_group(self.moves.shop.groups[group_id], clock.now())

    def _promotions_groupbuy_jobs_close_unpaid(self, group_id: int) -> None:
        """Whoever was about to pay in a group that failed; an answer that does not come ends the job for now."""
        shop = self.moves.shop
        for order_id in [each for each, state in shop.groups[group_id].seats.items() if state == "held"]:
            own = shop.orders[order_id]
            closed = self.moves.closing(own)
            if closed is None:
                return
            if closed and own.state == "placed":
                shop.close(own, clock.now())

    def _orders_jobs_complete_received(self, order_id: int) -> None:
        own = self.moves.shop.orders[order_id]
        is_over = own.receive_by is not None and own.receive_by <= clock.now() and not own.open_cases
        if own.state == "shipped" and is_over:
            self.moves.shop.receive(own, clock.now())

    def _aftersale_jobs_elapse(self, case_id: int) -> None:
        self.moves.aftersale.elapse(self.moves.aftersale.cases[case_id], clock.now())
