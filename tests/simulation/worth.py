"""What may be asked for after a sale, and what it is worth to the fen: in plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.simulation.model import Line, Order, Shop

DAY = timedelta(days=1)
ASKED_WITHIN, NO_REASON_WITHIN = 15 * DAY, 7 * DAY
"""Source: rules.md 3.7 and the shop's defaults."""
APPROVE_ABOVE_FEN = 2500
ENDED = ("refunded", "exchanged", "cancelled", "closed")
MERCHANTS_FAULT = ("late", "not_received", "quality", "out_of_stock")
IN_HAND = ("paid", "part_shipped", "shipped", "completed")


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. pieces: by line; is_unsent: of those still here (None: wherever they are)."""

    kind: str
    reason: str
    pieces: dict[int, int]
    is_unsent: bool | None

    @property
    def is_whole(self) -> bool:
        return bool(self.is_unsent)


@dataclass
class Case:
    """One case. worth: line → piece → fen."""

    id: int
    number: str
    order: Order
    kind: str
    reason: str
    is_unsent: bool
    worth: dict[int, dict[int, int]]
    freight_fen: int
    asked_fen: int
    state: str = "applied"
    deadline_at: datetime | None = None
    offered_fen: int | None = None
    agreed_fen: int | None = None
    is_sent: bool = False
    is_received: bool = False
    is_asked_for: bool = True
    is_ordered: bool = False  # by the operator: goods back, then the money

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def is_paid(self) -> bool:
        return self.state in ("refunding", "refunded")


class Worth:
    """All cases of a shop, and what further ones would be worth."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.cases: dict[int, Case] = {}
        self.of_order: dict[int, list[Case]] = {}

    # what may be asked for and what it is worth

    def free(self, order: Order, line: Line) -> list[int]:
        """Pieces nothing is decided or being decided about, those with most money left first."""
        taken = set[int]()
        for case in self.of_order.get(order.id, ()):
            for piece in case.worth.get(line.id, {}):
                is_gone = case.is_unsent or case.is_received or line.left[piece] == 0
                if (case.is_open and not case.is_paid) or (case.is_paid and is_gone):
                    taken.add(piece)
        left = [piece for piece in range(line.quantity) if piece not in taken]
        return sorted(left, key=lambda piece: -line.left[piece])

    def available(self, order: Order, line: Line, is_unsent: bool | None) -> int:
        """How many pieces of a line may be asked for."""
        free, here = len(self.free(order, line)), line.unsent - line.held
        if is_unsent is None:
            return free
        return min(here, free) if is_unsent else max(0, min(line.shipped, free - here))

    def value(self, order: Order, wish: Wish) -> tuple[dict[int, dict[int, int]], int] | None:
        """The pieces a wish takes with their fen, and its freight; None when there are not so many."""
        worth: dict[int, dict[int, int]] = {}
        for line in order.lines:
            count = wish.pieces.get(line.id, 0)
            if count > self.available(order, line, wish.is_unsent):
                return None
            if count:
                worth[line.id] = {piece: line.left[piece] for piece in self.free(order, line)[:count]}
        is_fault = wish.reason in MERCHANTS_FAULT and wish.kind != "price_protection"
        return worth, self._freight(order, worth, is_unsent=wish.is_whole, is_fault=is_fault)

    def _freight(self, order: Order, worth: dict[int, dict[int, int]], *, is_unsent: bool, is_fault: bool) -> int:
        """Freight goes back with the last of everything: when nothing has left, or by the merchant's fault."""
        left_fen = sum(sum(line.left) for line in order.lines) - sum(sum(each.values()) for each in worth.values())
        to_send = sum(line.unsent for line in order.lines) - is_unsent * sum(map(len, worth.values()))
        has_left = any(line.shipped for line in order.lines)
        if left_fen or to_send or (has_left and not is_fault):
            return 0
        return order.freight_fen - order.freight_refunded_fen

    # beginning

    def refusal(self, order: Order, wish: Wish, at: datetime) -> str | None:
        """What a shopper's wish should meet."""
        if order.is_blocked or order.state not in IN_HAND:
            return "NotEligible"
        if order.completed_at is not None and at > order.completed_at + ASKED_WITHIN:
            return "NotEligible"
        is_late = order.completed_at is not None and at > order.completed_at + NO_REASON_WITHIN
        if wish.reason == "no_reason" and is_late:
            return "Invalid"
        found = self.value(order, wish)
        if found is None:
            return "NotEligible"
        worth, freight_fen = found
        return "Invalid" if wish.kind != "exchange" and total(worth) + freight_fen < 1 else None

    def initiative_refusal(self, order: Order, wish: Wish, refund_fen: int | None) -> str | None:
        """What the merchant's own wish to give money back should meet."""
        if order.is_blocked or order.state not in IN_HAND:
            return "NotEligible"
        found = self.value(order, wish)
        if found is None:
            return "NotEligible"
        most_fen = total(found[0]) + found[1]
        fen = most_fen if refund_fen is None else refund_fen
        return None if 1 <= fen <= most_fen and (not wish.is_whole or fen == most_fen) else "Invalid"


def total(worth: dict[int, dict[int, int]]) -> int:
    return sum(sum(each.values()) for each in worth.values())
