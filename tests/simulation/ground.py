"""What all moves stand on: the stage, the dice, and comparing."""

import random
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from commerce.checkout.actions import Placing
from commerce.orders.models import OrderLine as LineRow
from commerce.payments import actions as payments
from commerce.payments import queries as payment_queries
from commerce.payments.models import Payment as PaymentRow
from commerce.payments.models import Refund as RefundRow
from commerce.payments.ports import GatewayAway, Settlement
from kernel import clock
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
        self.aftersale = stage.aftersale
        self.rng = random.Random(seed)
        self.keys: list[tuple[Placing, model.Order]] = []
        self.count = 0
        self.platform: list[Ground] = [self]  # all shops: the relay serves them together
        self.next_bill_on = clock.today_on()
        self._taken: set[str] = set()  # payments whose letter has been taken in

    def learn_refunds(self) -> None:
        """The product has given numbers to the refunds there should be."""
        if len(self.shop.refunds) == len(self.shop.refunds_due):
            return
        with reading():
            columns = (RefundRow.id, RefundRow.number, RefundRow.refund_fen, RefundRow.cause)
            statement = select(*columns).order_by(RefundRow.id)
            rows = db.session.execute(statement.where(RefundRow.id > max(self.shop.refunds, default=0))).all()
        for row in rows:
            self.shop.refunds[row.id] = model.Refund(row.number, row.refund_fen, row.cause)

    def _placing(self, pieces: dict[int, int]) -> Placing:
        self.count += 1
        return Placing(self.rng.choice(self.stage.members), f"k{self.count}", pieces, ADDRESS, None)

    def _placed(self, placing: Placing, order: Any, prices: dict[int, int]) -> model.Order:
        """prices: what a piece of each SKU of the basket costs."""
        with reading():
            row = db.session.scalars(select(PaymentRow).where(PaymentRow.order_id == order.id)).one()
            found = select(LineRow.id, LineRow.sku_id).where(LineRow.order_id == order.id).order_by(LineRow.id)
            lines = [
                model.Line(line_id, sku_id, placing.quantities[sku_id], prices[sku_id], 0)
                for line_id, sku_id in db.session.execute(found)
            ]
        goods_fen = sum(line.quantity * line.unit_price_fen for line in lines)
        freight_fen = 0 if goods_fen >= model.FREE_FROM_FEN else model.FREIGHT_FEN
        own = model.Order(order.id, placing.member_id, lines, freight_fen, order.hold_until)
        own.reprice(goods_fen, freight_fen)
        expect("the total", order.total_fen, own.total_fen)
        self.shop.place(own)
        self.keys.append((placing, own))
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
        return self.shop.settle(own, payment, settlement.at)

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
        self.learn_refunds()
        return next(refund_id for refund_id, refund in self.shop.refunds.items() if refund.number == number)

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
