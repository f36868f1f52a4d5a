"""What the merchant's people and the operator answer after a sale."""

from commerce.aftersale.actions import answers, opening, returns, rulings
from commerce.aftersale.actions.opening import Initiative
from kernel import clock
from tests.simulation.asking import Asking
from tests.simulation.worth import Wish

BY, OTHER = "staff:1", "staff:2"


class Answering(Asking):
    """Agreeing, refusing, offering, receiving, sending anew, giving back unasked, ruling."""

    def answer(self) -> str:
        """What was asked for is agreed to, refused, or answered with another sum."""
        case, at = self._case("applied"), clock.now()
        how = self.rng.choice(("agree", "agree", "refuse", "offer", "offer"))
        if how == "agree":
            return self._do(case, self.aftersale.agree(case, at), lambda: answers.agree(case.id, by=BY))
        if how == "refuse":
            refused = "IllegalMove" if case.is_received else self.aftersale.step(case, ("applied",), "refused", at)
            return self._do(case, refused, lambda: answers.refuse(case.id, reason="不符合", by=BY))
        fen = self.rng.randint(0, max(1, case.asked_fen))
        refused = self.aftersale.offer(case, fen, at)
        return self._do(case, refused, lambda: answers.offer(case.id, fen, reason="折中", by=BY))

    def take_back(self) -> str:
        """What was sent back is here: sellable, damaged, or not what was agreed."""
        case, at = self._case("returned"), clock.now()
        how = self.rng.choice(("sellable", "sellable", "damaged", "no"))
        if how == "no":
            refused = self.aftersale.step(case, ("returned",), "receipt_refused", at)
            return self._do(case, refused, lambda: returns.refuse_receipt(case.id, reason="少件", by=BY))
        is_sellable = how == "sellable"
        refused = self.aftersale.receive(case, is_sellable, at)
        return self._do(case, refused, lambda: returns.receive(case.id, is_sellable=is_sellable, by=BY))

    def send_anew(self) -> str:
        """The replacement leaves, or the money goes instead."""
        case, at = self._case("to_exchange"), clock.now()
        if self.rng.random() < 0.3:
            refused = self.aftersale.refund_instead(case, at)
            return self._do(case, refused, lambda: returns.refund_instead(case.id, by=BY))
        self.count += 1
        number = f"SF{10**12 + self.count}"
        return self._do(
            case,
            self.aftersale.send_exchange(case, at),
            lambda: returns.send_exchange(case.id, carrier="SF", tracking_number=number, by=BY),
        )

    def give(self) -> str:
        """商家主动退款 or 价格保护: the money is on its way at once."""
        states = (
            ("refunded", "closed") if self.rng.random() < 0.05 else ("paid", "part_shipped", "shipped", "completed")
        )
        own = self._order(*states)
        kind = self.rng.choice(("merchant_initiated", "merchant_initiated", "price_protection"))
        is_unsent = kind == "merchant_initiated" and own.state in ("paid", "part_shipped") and self.rng.random() < 0.7
        reason = "price_drop" if kind == "price_protection" else "out_of_stock" if is_unsent else "agreed"
        wish = Wish(kind, reason, self._some_pieces(own), None if kind == "price_protection" else is_unsent)
        fen = None if kind != "price_protection" and self.rng.random() < 0.6 else self.rng.randint(0, 1200)
        wanted = self.aftersale.initiative_refusal(own, wish, fen)
        self.count += 1
        initiative = Initiative(kind, reason, wish.pieces, is_unsent, fen, request_key=f"i{self.count}")
        row = self._refused_as(wanted, lambda: opening.initiate(own.id, initiative, by=BY))
        if row is not None:
            case = self.aftersale.open(row.id, row.number, own, wish, clock.now())
            assert self.aftersale.pay_or_ask(case, case.asked_fen if fen is None else fen, clock.now()) is None
        return f"order {own.id} {wish} {fen} {wanted}"

    def approve(self) -> str:
        """A second person looks at a large sum; now and then the first one tries."""
        case, at = self._case("approving"), clock.now()
        if self.rng.random() < 0.3:
            refused = self.aftersale.disapprove(case, at)
            return self._do(case, refused, lambda: answers.send_back(case.id, reason="太多", by=OTHER))
        is_other = self.rng.random() < 0.8
        refused = self.aftersale.approve(case, at, is_other=is_other)
        return self._do(case, refused, lambda: answers.approve(case.id, by=OTHER if is_other else BY))

    def rule(self) -> str:
        """The operator's word."""
        case, at = self._case("arbitrating"), clock.now()
        ruling = self.rng.choice(("refund", "return_refund", "reject"))
        fen = None if self.rng.random() < 0.6 else self.rng.randint(0, max(1, case.asked_fen))
        refused = self.aftersale.rule(case, ruling, fen, at)
        return self._do(
            case, refused, lambda: rulings.rule(case.id, ruling, refund_fen=fen, note="凭证", by="operator:1")
        )
