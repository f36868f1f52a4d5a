"""What all moves stand on: the stage, the dice, and comparing."""

import random
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from commerce.checkout.actions import Placing
from commerce.payments import actions as payments
from commerce.payments import queries as payment_queries
from commerce.payments.models import Payment as PaymentRow
from commerce.payments.models import Refund as RefundRow
from commerce.payments.ports import GatewayAway, Settlement
from kernel.db import db, reading, transaction
from kernel.errors import ShopError
from tests.simulation import model
from tests.simulation.stage import Clock, Stage
from tests.support.factories import ADDRESS


class Idle(Exception):
    """There was nothing to do for this step."""


class Wrong(AssertionError):
    """The product did something else than the model says."""


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise Wrong(f"{what}: {found!r}, should be {wanted!r}")


class Ground:
    """The moves' common ground. rng: of the present step alone, so that steps can be left out of a replay."""

    def __init__(self, stage: Stage, time: Clock, seed: int) -> None:
        self.stage, self.shop, self.provider, self.time = stage, stage.shop, stage.provider, time
        self.rng = random.Random(seed)
        self.keys: list[tuple[Placing, model.Order]] = []
        self.count = 0
        self.platform = [stage.shop]  # all shops: the relay serves them together
        self._taken: set[str] = set()  # payments whose letter has been taken in

    def learn_refunds(self) -> None:
        """The product has given numbers to the refunds there should be."""
        with reading():
            statement = select(RefundRow.id, RefundRow.number, RefundRow.refund_fen).order_by(RefundRow.id)
            rows = db.session.execute(statement.where(RefundRow.id > max(self.shop.refunds, default=0))).all()
        for row in rows:
            self.shop.refunds[row.id] = model.Refund(row.number, row.refund_fen)

    def _placing(self, pieces: dict[int, int]) -> Placing:
        self.count += 1
        return Placing(self.rng.choice(self.stage.members), f"k{self.count}", pieces, ADDRESS, None)

    def _placed(self, placing: Placing, order: Any, pieces: dict[int, int], total_fen: int) -> model.Order:
        expect("the total", order.total_fen, total_fen)
        own = model.Order(order.id, placing.member_id, dict(pieces), total_fen, order.hold_until)
        self.shop.place(own)
        self.keys.append((placing, own))
        with reading():
            row = db.session.scalars(select(PaymentRow).where(PaymentRow.order_id == order.id)).one()
        self._note_payment(own, row)
        return own

    def _note_payment(self, own: model.Order, row: Any) -> None:
        """payment_to_collect gives the open one, or a new one when the sum has changed or the last was closed."""
        if row.number not in self.stage.payments:
            for other in own.payments:
                other.state = "closing" if other.state == "open" else other.state
            payment = model.Payment(row.id, row.number, row.total_fen)
            own.payments.append(payment)
            self.stage.payments[row.number] = (own, payment)
        expect("what is collected", row.total_fen, own.total_fen)

    def _payment(self, number: str) -> tuple[model.Order, model.Payment]:
        return self.stage.payments[number]

    def _settled(self, own: model.Order, payment: model.Payment, settlement: Settlement) -> str:
        outcome = self.shop.settle(own, payment, settlement.at)
        return outcome

    def closing(self, own: model.Order) -> bool | None:
        """What closing every open payment at the provider comes to: all closed, just paid, or no answer."""
        waiting = [payment for payment in own.payments if payment.state in ("open", "closing")]
        for payment in waiting:
            payment.state = "closing"
        for payment in waiting:
            closed = self.closing_one(own, payment)
            if closed is not True:
                return closed
        return True

    def closing_one(self, own: model.Order, payment: model.Payment) -> bool | None:
        """The same for one payment."""
        trade = self.provider.trades.get(payment.number)
        if self.provider.mood == "before":
            return None
        if trade is not None and trade.settlement is not None:
            self.shop.settle(own, payment, trade.settlement.at)
            return False
        if self.provider.mood == "after" and trade is not None:
            return None
        payment.state = "closed"
        return True

    def _attempt(self, call: Callable[[], Any]) -> Any:
        """The call's answer; None when the provider did not answer."""
        try:
            return call()
        except GatewayAway:
            return None

    def _refused_as(self, wanted: str | None, call: Callable[[], Any]) -> Any:
        """Do it in a transaction; a refusal must be the one that is wanted. None when refused."""
        try:
            with transaction():
                done = call()
        except ShopError as refusal:
            expect("refused", type(refusal).__name__, wanted)
            return None
        expect("not refused", None, wanted)
        return done

    def _take_in(self, notice_id: str, effect: Callable[[], str]) -> str | None:
        """As the hook does: once per notice, in one transaction. None for a copy."""
        with transaction():
            if payment_queries.is_taken_in(notice_id):
                return None
            outcome = effect()
            payments.receive_notice(notice_id, "TRANSACTION.SUCCESS", outcome)
        return outcome

    def _refund_id(self, number: str) -> int:
        with reading():
            return db.session.scalars(select(RefundRow.id).where(RefundRow.number == number)).one()

    def _order(self, *states: str, in_group: bool | None = None) -> model.Order:
        fitting = [
            own for own in self.shop.orders.values()
            if own.state in states and in_group in (None, not own.is_plain)
        ]  # fmt: skip
        return self.rng.choice(self._some(fitting)[-12:])

    def _some(self, things: list[Any]) -> list[Any]:
        if not things:
            raise Idle
        return things
