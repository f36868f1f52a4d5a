"""After-sale of one shop in plain Python: the life of each case, and the money it moves."""

from collections.abc import Mapping
from datetime import datetime

from tests.simulation.model import Line, Order, Shop, deal
from tests.simulation.worth import APPROVE_ABOVE_FEN, DAY, MERCHANTS_FAULT, Case, Wish, Worth, total

TIME = {
    "applied": 2 * DAY, "offered": 3 * DAY, "refused": 7 * DAY, "to_return": 7 * DAY, "returned": 7 * DAY,
    "receipt_refused": 7 * DAY, "to_exchange": 3 * DAY, "resent": 10 * DAY, "arbitrating": 3 * DAY,
    "approving": 2 * DAY,
}  # fmt: skip
"""How long each state may last. Source: rules.md 3.7 and the shop's defaults."""


class AfterSale(Worth):
    """Each verb says which refusal it should meet, or None and does it."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        shop.overtake = self.overtake

    def open(self, case_id: int, number: str, order: Order, wish: Wish, at: datetime) -> Case:
        found = self.value(order, wish)
        assert found is not None
        worth, freight_fen = found
        case = Case(
            case_id,
            number,
            order,
            wish.kind,
            wish.reason,
            wish.is_whole,
            worth,
            freight_fen,
            total(worth) + freight_fen,
            is_asked_for=wish.kind not in ("merchant_initiated", "price_protection"),
        )
        order.open_cases += 1
        for line in order.lines:
            line.held += len(worth.get(line.id, {})) if case.is_unsent else 0
        self.cases[case_id] = case
        self.of_order.setdefault(order.id, []).append(case)
        self._stand(case, "applied", at)
        return case

    # moving

    def _stand(self, case: Case, state: str, at: datetime | None = None) -> None:
        case.state = state
        case.deadline_at = at + TIME[state] if at is not None and state in TIME else None
        if case.is_open:
            return
        case.order.open_cases -= 1
        for line in case.order.lines:
            if case.is_unsent and state != "refunded":
                line.held = max(0, line.held - len(case.worth.get(line.id, {})))

    def step(self, case: Case, whence: tuple[str, ...], whither: str, at: datetime) -> str | None:
        """A move without money."""
        if case.state not in whence:
            return "IllegalMove"
        self._stand(case, whither, at)
        return None

    def agree(self, case: Case, at: datetime, *, by_itself: bool = False) -> str | None:
        is_due = case.state == "applied"
        return self._carry_on(case, case.asked_fen, at, by_itself=by_itself) if is_due else "IllegalMove"

    def _carry_on(self, case: Case, fen: int, at: datetime, *, by_itself: bool = False) -> str | None:
        if case.kind in ("return_refund", "exchange") and not case.is_received:
            case.agreed_fen = fen
            self._stand(case, "to_return", at)
            return None
        return self.pay_or_ask(case, fen, at, by_itself=by_itself)

    def pay_or_ask(self, case: Case, fen: int, at: datetime, *, by_itself: bool = False) -> str | None:
        """The money goes, or waits for a second person when people give more of one order than they may alone."""
        others = [
            each.agreed_fen or 0
            for each in self.of_order[case.order.id]
            if each is not case and each.is_open and not each.is_paid and each.kind != "exchange"
        ]
        if by_itself or case.order.refunded_fen + sum(others) + fen <= APPROVE_ABOVE_FEN:
            return self.pay(case, fen, at)
        case.agreed_fen = fen
        self._stand(case, "approving", at)
        return None

    def approve(self, case: Case, at: datetime, *, is_other: bool) -> str | None:
        if case.state != "approving":
            return "IllegalMove"
        return self.pay(case, case.agreed_fen or 0, at) if is_other else "NeedsOther"

    def disapprove(self, case: Case, at: datetime) -> str | None:
        refused = self.step(case, ("approving",), "applied" if case.is_asked_for else "closed", at)
        case.agreed_fen = case.agreed_fen if refused else None
        return refused

    def appeal(self, case: Case, at: datetime) -> str | None:
        """After a no; when the second person takes too long; when less is offered for goods that are back already."""
        is_late = case.state == "approving" and case.deadline_at is not None and case.deadline_at <= at
        may = is_late or case.state in ("refused", "receipt_refused") or (case.state == "offered" and case.is_received)
        refused = self.step(case, (case.state,) if may else (), "arbitrating", at)
        case.is_ordered = case.is_ordered and refused is not None
        return refused

    def offer(self, case: Case, fen: int, at: datetime) -> str | None:
        if case.is_unsent or case.kind == "exchange":
            return "IllegalMove"
        if not 1 <= fen < case.asked_fen:
            return "Invalid"
        refused = self.step(case, ("applied",), "offered", at)
        case.offered_fen = case.offered_fen if refused else fen
        return refused

    def accept(self, case: Case, at: datetime) -> str | None:
        return self._carry_on(case, case.offered_fen or 0, at) if case.state == "offered" else "IllegalMove"

    def cancel(self, case: Case, at: datetime) -> str | None:
        if case.is_received:
            return "IllegalMove"
        states = ("applied", "offered", "refused", "to_return", "receipt_refused", "arbitrating")
        return self.step(case, states, "cancelled", at)

    def send(self, case: Case, at: datetime) -> str | None:
        refused = self.step(case, ("to_return", "returned"), "returned", at)
        case.is_sent = case.is_sent or refused is None
        return refused

    def receive(self, case: Case, is_sellable: bool, at: datetime, *, by_itself: bool = False) -> str | None:
        if case.state != "returned":
            return "IllegalMove"
        case.is_received = True
        if case.kind == "exchange":
            self._stand(case, "to_exchange", at)
        else:
            fen, is_decided = case.agreed_fen or case.asked_fen, by_itself or case.is_ordered
            refused = self.pay_or_ask(case, fen, at, by_itself=is_decided)
            if refused is not None:
                case.is_received = False
                return refused
        for line in case.order.lines:
            self.shop.on_hand[line.sku_id] += len(case.worth.get(line.id, {})) if is_sellable else 0
        return None

    def send_exchange(self, case: Case, at: datetime) -> str | None:
        if case.state != "to_exchange":
            return "IllegalMove"
        out = {line.sku_id: len(case.worth[line.id]) for line in case.order.lines if line.id in case.worth}
        if any(self.shop.sellable(sku_id) < count for sku_id, count in out.items()):
            return "SoldOut"
        for sku_id, count in out.items():
            self.shop.on_hand[sku_id] -= count
        return self.step(case, ("to_exchange",), "resent", at)

    def refund_instead(self, case: Case, at: datetime, *, by_itself: bool = False) -> str | None:
        if case.state != "to_exchange":
            return "IllegalMove"
        if case.asked_fen < 1:
            return self.step(case, ("to_exchange",), "closed", at)
        before, case.kind = case.kind, "return_refund"
        refused = self.pay_or_ask(case, case.asked_fen, at, by_itself=by_itself)
        case.kind = before if refused else case.kind
        return refused

    def rule(self, case: Case, ruling: str, fen: int | None, at: datetime) -> str | None:
        if case.state != "arbitrating":
            return "IllegalMove"
        if ruling == "reject":
            return self.step(case, ("arbitrating",), "closed", at)
        sum_fen = case.asked_fen if fen is None else fen
        if not 1 <= sum_fen <= case.asked_fen or (case.is_unsent and sum_fen != case.asked_fen):
            return "Invalid"
        before = case.kind, case.is_received
        is_first_sent_back = ruling == "return_refund" and not case.is_sent and not case.is_unsent
        case.kind = "return_refund" if case.kind == "exchange" or is_first_sent_back else case.kind
        if is_first_sent_back:
            case.agreed_fen, case.is_ordered = sum_fen, True
            self._stand(case, "to_return", at)
            return None
        case.is_received = case.is_received or case.is_sent
        refused = self.pay(case, sum_fen, at)
        if refused:
            case.kind, case.is_received = before
        return refused

    # money

    def pay(self, case: Case, fen: int, at: datetime) -> str | None:
        """The money goes: goods first, over lines and pieces; what is over is freight."""
        order = case.order
        asked_fen, freight_fen, agreed_fen = self._freight_now(case, fen)
        if agreed_fen < 1:
            return "Refused"
        worth = {line.id: list(case.worth[line.id].values()) for line in order.lines if line.id in case.worth}
        goods_fen = min(agreed_fen, sum(map(sum, worth.values())))
        by_line = dict(zip(worth, deal(goods_fen, [sum(each) for each in worth.values()]), strict=True))
        freight_back_fen = agreed_fen - goods_fen
        if any(by_line.get(line.id, 0) > line.paid_fen - line.refunded_fen for line in order.lines):
            return "OverRefund"
        if freight_back_fen > order.freight_fen - order.freight_refunded_fen:
            return "OverRefund"
        case.asked_fen, case.freight_fen, case.agreed_fen = asked_fen, freight_fen, agreed_fen
        case.state, case.deadline_at = "refunding", None
        self.shop.refunds_due.append((order.id, agreed_fen))
        order.refunded_fen, order.freight_refunded_fen = (
            order.refunded_fen + agreed_fen, order.freight_refunded_fen + freight_back_fen,
        )  # fmt: skip
        for line in order.lines:
            if line.id in worth:
                self._give_back(case, line, by_line[line.id], worth[line.id])
        self._move_order(order, at)
        return None

    def _freight_now(self, case: Case, fen: int) -> tuple[int, int, int]:
        """What is asked, its freight, and what is agreed, as things stand when the money goes."""
        order = case.order
        lost_fen = max(0, case.freight_fen - (order.freight_fen - order.freight_refunded_fen))
        if fen != case.asked_fen:
            return case.asked_fen, case.freight_fen, min(fen, case.asked_fen - lost_fen)
        is_fault = case.reason in MERCHANTS_FAULT
        now_fen = self._freight(order, case.worth, is_unsent=case.is_unsent, is_fault=is_fault)
        freight_fen = max(now_fen, case.freight_fen - lost_fen)
        asked_fen = case.asked_fen - case.freight_fen + freight_fen
        return asked_fen, freight_fen, asked_fen

    def _give_back(self, case: Case, line: Line, fen: int, worth: list[int]) -> None:
        line.refunded_fen += fen
        shares = deal(fen, worth) if any(worth) else [0] * len(worth)
        for piece, share_fen in zip(case.worth[line.id], shares, strict=True):
            line.left[piece] -= share_fen
        count = len(worth)
        is_back = case.kind == "return_refund" and case.is_received
        if case.is_unsent:
            line.held, line.cancelled = line.held - count, line.cancelled + count
            self.shop.on_hand[line.sku_id] += count
        line.returned += count if is_back else 0
        if case.is_unsent or is_back:
            self.shop.uncount(case.order, {line.sku_id: count})

    def _move_order(self, order: Order, at: datetime) -> None:
        is_sent = not any(line.unsent for line in order.lines)
        if not any(line.kept for line in order.lines) or (order.refunded_fen == order.total_fen and is_sent):
            order.state = "refunded"
            self.shop.untold.append(("refunded", order.id, at))
        else:
            self.shop.all_sent(order, at)

    # by itself

    def elapse(self, case: Case, at: datetime) -> str | None:
        """A side's time is over."""
        if case.deadline_at is None or case.deadline_at > at:
            return None
        if case.state == "applied":
            return self.agree(case, at, by_itself=True)
        if case.state == "returned":
            return self.receive(case, False, at, by_itself=True)
        if case.state == "to_exchange":
            return self.refund_instead(case, at, by_itself=True)
        ends = dict.fromkeys(("offered", "refused", "to_return", "receipt_refused"), "closed") | {"resent": "exchanged"}
        if case.is_received:
            ends["offered"] = "applied"
        return self.step(case, tuple(ends), ends.get(case.state, ""), at)

    def overtake(self, order: Order) -> None:
        """All of an order's money went back: what else was asked for is settled by that."""
        for case in self.of_order.get(order.id, ()):
            if case.is_open and case.state != "refunding":
                self._stand(case, "closed")

    def settle(self, arrived: Mapping[str, str]) -> None:
        """The relay has told of refunds. arrived: cause → state."""
        for case in self.cases.values():
            if case.state == "refunding" and arrived.get(f"aftersale:{case.number}") == "settled":
                self._stand(case, "refunded")
