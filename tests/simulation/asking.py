"""What shoppers do after a sale."""

from collections.abc import Callable, Sequence
from typing import Any

from commerce.aftersale.actions import answers, opening, returns, rulings
from commerce.aftersale.actions.opening import Application
from kernel import clock
from tests.simulation.ground import Ground
from tests.simulation.model import Order
from tests.simulation.worth import Case, Wish

SENT = (
    ("refund_only", "not_received"), ("refund_only", "quality"), ("refund_only", "other"),
    ("return_refund", "quality"), ("return_refund", "no_reason"), ("return_refund", "other"), ("exchange", "quality"),
)  # fmt: skip
UNSENT = (("refund_only", "changed_mind"), ("refund_only", "late"))


class Asking(Ground):
    """Applying, answering, sending back, asking the operator, giving up."""

    def ask(self) -> str:
        """申请售后, for some pieces of any order."""
        states = (
            ("refunded", "closed") if self.rng.random() < 0.05 else ("paid", "part_shipped", "shipped", "completed")
        )
        own = self._order(*states, in_group=None if self.rng.random() < 0.2 else False)
        is_unsent = own.state == "paid" or (own.state == "part_shipped" and self.rng.random() < 0.5)
        kind, reason = self.rng.choice(UNSENT if is_unsent else SENT)
        wish = Wish(kind, reason, self._some_pieces(own), is_unsent)
        wanted = self.aftersale.refusal(own, wish, clock.now())
        self.count += 1
        application = Application(
            kind, reason, wish.pieces, is_unsent, goods_received=kind != "refund_only",
            request_key=f"a{self.count}",
        )  # fmt: skip
        row = self._refused_as(wanted, lambda: opening.apply(own.id, application, member_id=own.member_id or 0))
        if row is not None:
            self.aftersale.open(row.id, row.number, own, wish, clock.now())
        return f"order {own.id} {wish} {wanted}"

    def _some_pieces(self, own: Order) -> dict[int, int]:
        """Mostly what is there, now and then one too many."""
        lines = self.rng.sample(own.lines, self.rng.randint(1, len(own.lines)))
        extra = 1 if self.rng.random() < 0.05 else 0
        return {line.id: self.rng.randint(1, line.quantity) + extra for line in lines}

    def answer_offer(self) -> str:
        """The shopper takes or declines another sum."""
        case, at = self._case("offered"), clock.now()
        member_id = case.order.member_id or 0
        if self.rng.random() < 0.6:
            return self._do(case, self.aftersale.accept(case, at), lambda: answers.accept(case.id, member_id=member_id))
        refused = self.aftersale.step(case, ("offered",), "applied", at)
        return self._do(case, refused, lambda: answers.decline(case.id, reason="", member_id=member_id))

    def send_back(self) -> str:
        """The goods are on their way back; or the number is corrected."""
        case = self._case("to_return", "to_return", "returned")
        self.count += 1
        number, member_id = f"SF{10**12 + self.count}", case.order.member_id or 0
        return self._do(
            case,
            self.aftersale.send(case, clock.now()),
            lambda: returns.fill_return(case.id, carrier="SF", tracking_number=number, member_id=member_id),
        )

    def give_up(self) -> str:
        """撤销申请."""
        case = self._case("applied", "offered", "refused", "to_return", "arbitrating")
        member_id = case.order.member_id or 0
        return self._do(
            case, self.aftersale.cancel(case, clock.now()), lambda: answers.cancel(case.id, member_id=member_id)
        )

    def appeal(self) -> str:
        """The operator is asked after a refusal, or when nobody approves."""
        case, at = self._case("refused", "receipt_refused", "approving", "offered"), clock.now()
        member_id = case.order.member_id or 0
        return self._do(
            case,
            self.aftersale.appeal(case, at),
            lambda: rulings.ask(case.id, side="shopper", reason="请看", by=f"member:{member_id}", member_id=member_id),
        )

    def receive_exchange(self) -> str:
        """The replacement has arrived."""
        case = self._case("resent")
        refused = self.aftersale.step(case, ("resent",), "exchanged", clock.now())
        return self._do(
            case, refused, lambda: returns.finish_exchange(case.id, by="member", member_id=case.order.member_id)
        )

    def _case(self, *states: str) -> Case:
        """A case in one of these states; now and then any, so that what may not be is tried, too."""
        cases: Sequence[Case] = list(self.aftersale.cases.values())[-40:]
        fitting = [case for case in cases if case.state in states]
        return self.rng.choice(self._some(list(cases) if self.rng.random() < 0.05 else fitting))

    def _do(self, case: Case, wanted: str | None, call: Callable[[], Any]) -> str:
        self._refused_as(wanted, call)
        return f"case {case.id} {case.state} {wanted}"
