"""What shoppers do."""

from dataclasses import replace
from datetime import timedelta

from commerce.checkout import actions as checkout
from commerce.orders import actions as orders
from commerce.orders import jobs as order_jobs
from commerce.payments import actions as payments
from commerce.payments.ports import Charge, GatewayAway, GatewayRefused, gateway
from commerce.promotions.groupbuy import actions as groupbuy
from jobs.queue import later
from kernel import clock
from kernel.db import transaction
from tests.simulation import model
from tests.simulation.ground import Ground, expect


class Shopping(Ground):
    """Placing, paying, cancelling, receiving."""

    def place(self) -> str:
        """A basket of one or two SKUs."""
        chosen = self.rng.sample(self.stage.skus[:-1], self.rng.choice((1, 1, 2)))
        pieces = {sku_id: self.rng.randint(1, 3) for sku_id in chosen}
        placing = self._placing(pieces)
        wanted = self.shop.hoarding(placing.member_id) or self.shop.refusal(placing.member_id, pieces)
        order = self._refused_as(wanted, lambda: checkout.place(placing, at=clock.now()))
        if order is not None:
            self._placed(placing, order, self.stage.prices)
        return f"{pieces} {wanted}"

    def place_in_group(self) -> str:
        """Open a group, or join one, whatever its state."""
        known = [group for group in self.shop.groups.values() if group.state == "open"] or list(
            self.shop.groups.values()
        )
        group = self.rng.choice(known) if known and self.rng.random() < 0.75 else None
        pieces = {self.stage.group_sku: self.rng.randint(1, 2)}
        placing = replace(
            self._placing(pieces), activity_id=self.stage.activity_id, group_id=group.id if group is not None else None
        )
        quantity = sum(pieces.values())
        wanted = self.shop.hoarding(placing.member_id)
        wanted = wanted or self.shop.seat_refusal(group, placing.member_id, quantity, clock.now())
        wanted = wanted or self.shop.refusal(placing.member_id, pieces)
        order = self._refused_as(wanted, lambda: checkout.place(placing, at=clock.now()))
        if order is not None:
            own = self._placed(placing, order, {self.stage.group_sku: 700})
            own.group_id, own.is_blocked = order.campaign["group_id"], True
            if group is None:
                group = model.Group(own.group_id, self.stage.activity_id, 3)
                self.shop.groups[group.id] = group
            group.seats[order.id] = "held"
            self.shop.quota_left -= quantity
        return f"{placing.group_id} {wanted}"

    def tap_again(self) -> str:
        """The same tap again, or the same key with another content; a waiting order's money is collected."""
        placing, own = self.rng.choice(self._some(self.keys))
        if self.rng.random() < 0.3:
            other = replace(placing, buyer_note="another content")
            self._refused_as("KeyReused", lambda: checkout.place(other, at=clock.now()))
            return "another content"
        due = self._refused_as(self._too_late(own), lambda: checkout.place_to_pay(placing, at=clock.now()))
        if due is not None:
            expect("the same tap is the same order", due.order.id, own.id)
            if due.payment is not None:
                self._note_payment(own, due.payment)
        return own.state

    def _too_late(self, own: model.Order) -> str | None:
        is_over = own.hold_until is not None and own.hold_until <= clock.now()
        return "Refused" if own.state == "placed" and is_over else None

    def collect(self) -> str:
        """继续支付: the open payment, prepared at the provider, which may not answer."""
        own = self._order("placed")
        payment = self._refused_as(self._too_late(own), lambda: orders.payment_to_collect(own.id, at=clock.now()))
        if payment is None:
            return "too late"
        self._note_payment(own, payment)
        charge = Charge(payment.number, payment.total_fen, "x", "o1", own.hold_until or clock.now())
        try:
            prepared = gateway().prepare(charge)
        except (GatewayAway, GatewayRefused) as error:
            return repr(error)
        self._payment(payment.number)[1].is_prepared = True
        with transaction():
            payments.record_prepared(payment.id, prepared, payer_openid="o1", at=clock.now())
            at = clock.now() + timedelta(seconds=order_jobs.ASK_AFTER_S[0])
            later(order_jobs.ask_gateway, payment.id, 0, key=f"ask:{payment.id}", at=at)
        if self.rng.random() < 0.5:
            self.provider.pay(payment.number)
        return payment.number

    def pay(self) -> str:
        """Confirm in the provider's sheet, also for what the shop has meanwhile closed only on its side."""
        payable = [trade.number for trade in self.provider.trades.values() if trade.state == "unpaid"]
        number = self.rng.choice(self._some(payable)[-8:])
        self.provider.pay(number)
        if self.rng.random() < 0.1:
            self.provider.letters.pop()  # the notice is lost: asking will find it
        return number

    def cancel(self) -> str:
        """取消订单: closed at the provider first."""
        own = self._order("placed")
        self._close(own, "买家取消", self._attempt(lambda: order_jobs.close_payments(own.id)))
        return own.state

    def _close(self, own: model.Order, reason: str, closed: object) -> None:
        told = self.closing(own)
        expect("what closing at the provider said", closed, told)
        if told is True:
            with transaction():
                was_closed = orders.close(own.id, reason, by="system", at=clock.now())
            expect("closed", was_closed, True)
            self.shop.close(own, clock.now())

    def leave_group(self) -> str:
        """A paid member wants out before the group is whole; later it has no effect."""
        own = self._order("paid", in_group=True)
        group = self.shop.groups[own.group_id or 0]
        with transaction():
            groupbuy.leave(own.id, reason="不想要了", by="staff:1")
        if group.state == "open" and group.seats[own.id] == "paid":
            self.shop.leave(own, clock.now())
        return group.state

    def receive(self) -> str:
        """确认收货, at any moment."""
        own = self._order("shipped", "shipped", "part_shipped", "paid", "completed")
        with transaction():
            done = orders.complete(own.id, by=f"member:{own.member_id}", at=clock.now())
        expect("received", done, own.state == "shipped" and not own.open_cases)
        if done:
            self.shop.receive(own, clock.now())
        return str(done)
