"""What may be asked for and what it is worth. Pure; integer fen; every sequence of parts adds up exactly.

A line's money is dealt out to its pieces once, by largest remainder. A case takes some of the pieces, so any sequence
of partial refunds gives back exactly what was paid and never more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.money import split_fen

KINDS = {
    "refund_only": "仅退款",
    "return_refund": "退货退款",
    "exchange": "换货",
    "merchant_initiated": "商家主动退款",
    "price_protection": "价格保护",
}
SHOPPER_KINDS = ("refund_only", "return_refund", "exchange")
MAX_PICTURES = 6
"""Of one application, refusal or message."""
UPLOADS_A_DAY, UPLOADS_OF_AN_ORDER = 60, 40
"""Pictures one member may hand in within 24 hours, of all orders and of one: six of them attached ten times over."""
PICTURES_OF_A_CASE = 60
"""What one side may attach to a case in all."""
WORDS_MOST = 500
MESSAGES_AN_HOUR = 20
"""Of one side in one case: a talk, not a flood."""
TALK_DAYS = 15
"""How long after its end a case may still be talked about."""


@dataclass(frozen=True)
class Reason:
    """Why. is_merchants_fault: freight goes back as well. kinds: where it is offered; by: who may give it."""

    code: str
    label: str
    is_merchants_fault: bool = False
    is_unshipped: bool = False
    is_shipped: bool = True
    by: tuple[str, ...] = ("shopper",)


_ALL = (
    Reason("no_reason", "七天无理由退货"),
    Reason("changed_mind", "不想要了 / 拍错了", is_unshipped=True, is_shipped=False),
    Reason("late", "没有按时发货", True, is_unshipped=True, is_shipped=False),
    Reason("not_received", "一直没有收到", True),
    Reason("quality", "商品质量问题", True, by=("shopper", "merchant")),
    Reason("wrong_goods", "发错商品", True, by=("shopper", "merchant")),
    Reason("missing", "少件、漏发", True, by=("shopper", "merchant")),
    Reason("damaged", "运输中损坏", True, by=("shopper", "merchant")),
    Reason("not_as_described", "与描述不符", True),
    Reason("out_of_stock", "缺货，无法发出", True, is_unshipped=True, is_shipped=False, by=("merchant",)),
    Reason("price_drop", "降价补差", by=("merchant",)),
    Reason("agreed", "与对方协商一致", is_unshipped=True, by=("shopper", "merchant")),
    Reason("other", "其他原因", is_unshipped=True, by=("shopper", "merchant")),
)
REASONS: dict[str, Reason] = {reason.code: reason for reason in _ALL}


def reasons(by: str, *, is_unshipped: bool) -> list[tuple[str, str]]:
    """(code, label) of what one side may give as a reason."""
    fits = [r for r in _ALL if by in r.by and (r.is_unshipped if is_unshipped else r.is_shipped)]
    return [(reason.code, reason.label) for reason in fits]


@dataclass(frozen=True)
class Claim:
    """What one case has to do with a line's pieces. refunded: fen per unit, empty while nothing goes back.

    is_open: still under way. is_gone: the pieces are no longer the shopper's, whatever they gave for them.
    """

    units: tuple[int, ...]
    refunded: tuple[int, ...] = ()
    is_open: bool = False
    is_gone: bool = False
    is_unshipped: bool = False


@dataclass(frozen=True)
class Line:
    """An order line as after-sale sees it."""

    paid_fen: int
    quantity: int
    shipped: int
    unshipped: int  # still here, neither cancelled nor held by a case
    claims: tuple[Claim, ...] = ()

    @property
    def left_fen(self) -> list[int]:
        """What is left of each piece's money."""
        left = split_fen(self.paid_fen, [1] * self.quantity)
        for claim in self.claims:
            for unit, fen in zip(claim.units, claim.refunded, strict=False):
                left[unit] -= fen
        return left

    @property
    def free(self) -> list[int]:
        """Pieces nothing is decided or being decided about; those with most money left first."""
        left, taken = self.left_fen, set()
        for claim in self.claims:
            given = dict(zip(claim.units, claim.refunded, strict=False))
            taken |= {u for u in claim.units if claim.is_open or claim.is_gone or (u in given and left[u] == 0)}
        return sorted(
            (unit for unit in range(self.quantity) if unit not in taken), key=lambda unit: (-left[unit], unit)
        )

    def available(self, *, is_unshipped: bool | None) -> int:
        """How many pieces may still be asked for; none counts them wherever they are."""
        if is_unshipped is None:
            return len(self.free)
        if is_unshipped:
            return min(self.unshipped, len(self.free))
        free = len(self.free) - self.unshipped
        return max(0, min(self.shipped, free))

    def worth(self, quantity: int) -> tuple[list[int], list[int]]:
        """The pieces a request for so many takes, and what each of them is worth."""
        units = self.free[:quantity]
        left = self.left_fen
        return units, [left[unit] for unit in units]


def freight_back(freight_left_fen: int, *, is_everything: bool, was_shipped: bool, is_merchants_fault: bool) -> int:
    """Freight goes back with the last piece: when nothing has left the house, or when the merchant is at fault."""
    return freight_left_fen if is_everything and (not was_shipped or is_merchants_fault) else 0


def shares(agreed_fen: int, lines: Sequence[Sequence[int]]) -> tuple[list[list[int]], int]:
    """Deal an agreed sum out: goods first, over lines and pieces; what is left over is freight."""
    worth = [sum(units) for units in lines]
    goods_fen = min(agreed_fen, sum(worth))
    by_line = split_fen(goods_fen, worth) if sum(worth) else [0] * len(lines)
    dealt = [
        split_fen(fen, units) if sum(units) else [0] * len(units) for fen, units in zip(by_line, lines, strict=True)
    ]
    return dealt, agreed_fen - goods_fen


AFTER = {
    "applied": "agree",  # a silent merchant has agreed
    "offered": "close",
    "refused": "close",
    "to_return": "close",  # nothing was sent back
    "returned": "receive",  # a silent merchant has received
    "receipt_refused": "close",
    "to_exchange": "refund",  # no replacement: the money instead
    "resent": "finish_exchange",
}
"""What happens by itself when a state's time is over. Approval and ruling wait for people."""


def is_in_time(completed_at: datetime | None, days: int, at: datetime) -> bool:
    """Whether something may still be asked for so many days after receipt; before receipt always."""
    return completed_at is None or at <= completed_at + timedelta(days=days)


def may_talk(ended_at: datetime | None, at: datetime) -> bool:
    """Whether something may still be said about a case."""
    return is_in_time(ended_at, TALK_DAYS, at)


def excluded(reasons_given: Iterable[str | None]) -> bool:
    """Whether any piece has no 7-day return, as confirmed when it was bought."""
    return any(reason is not None for reason in reasons_given)
