"""What the provider writes, and what others write in its name."""

from dataclasses import replace

from commerce.orders.settlement import settle
from commerce.payments import actions as payments
from commerce.payments.ports import Settlement
from kernel import clock
from kernel.db import transaction
from tests.simulation.ground import Ground, Idle, expect


class Letters(Ground):
    """Notices, genuine and forged."""

    def deliver(self) -> str:
        """One of the provider's letters, any of them, as often as it comes."""
        letter = self.rng.choice(self._some(self.provider.letters))
        if self.rng.random() < 0.6:
            letter = self.provider.letters[-1]
        if isinstance(letter.content, Settlement):
            own, payment = self._payment(letter.content.number)
            is_new = payment.number not in self._taken
            outcome = self._take_in(letter.id, lambda: settle(letter.content))
            if is_new:
                expect("settling", outcome, self._settled(own, payment, letter.content))
                self._taken.add(payment.number)
            else:
                expect("a copy", outcome, None)
            return f"{letter.id} {outcome}"
        refund_id = self._refund_id(letter.content.number)
        state = self._take_in(
            letter.id, lambda: payments.record_payout(refund_id, letter.content, at=clock.now()).state
        )
        self.shop.refunds[refund_id].state = "settled"
        return f"{letter.id} {state}"

    def forge(self) -> str:
        """Genuine letters about money that does not fit: nothing may change but an anomaly is opened."""
        trades = self._some([trade for trade in self.provider.trades.values() if trade.settlement is not None])
        genuine = self.rng.choice(trades).settlement
        assert genuine is not None
        genuine = replace(genuine, at=clock.now())  # letters come within a day; an old one would be late at once
        _, payment = self._payment(genuine.number)
        kind, spoiled = self.rng.choice(
            [
                ("amount_differs", replace(genuine, total_fen=genuine.total_fen - 1)),
                ("amount_differs", replace(genuine, currency="USD")),
                ("wrong_merchant", replace(genuine, mchid="1900000099")),
                ("unknown_trade", replace(genuine, number="P0000000000000000")),
                ("second_transaction", replace(genuine, transaction_id=f"X{genuine.transaction_id}")),
            ]
        )
        if kind == "wrong_merchant" and not payment.is_prepared:
            raise Idle  # the hook has compared it already
        is_settled = payment.state == "settled"
        wanted = "repeated" if is_settled else kind
        if kind == "unknown_trade" and is_settled:
            wanted = "transaction_reused"  # its money is booked with the payment it is really of
        if kind == "second_transaction":
            wanted = kind if is_settled else "skip"
        if wanted == "skip":
            raise Idle
        with transaction():
            expect("a forgery", settle(spoiled), wanted)
        return wanted
