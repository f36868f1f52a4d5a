"""Facts about after-sale cases. They belong to the order's timeline."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseFact:
    case_id: int
    order_id: int

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True)
class CaseOpened(CaseFact):
    """kind: refund_only, return_refund, exchange, merchant_initiated, price_protection."""

    member_id: int | None
    kind: str
    asked_fen: int


@dataclass(frozen=True)
class CaseMoved(CaseFact):
    """One side, the operator or the clock has made a move; verb and states are those of aftersale/states.py."""

    verb: str
    from_state: str
    to_state: str
    reason: str


@dataclass(frozen=True)
class CaseMessageSent(CaseFact):
    """Somebody has said something. side: shopper, merchant, operator; is_first: the shopper had nothing unread yet."""

    message_id: int
    side: str
    is_first: bool


@dataclass(frozen=True)
class CaseRefunding(CaseFact):
    """The case's money is on its way back; whoever gave a benefit for it takes that back now."""

    refund_id: int
    refund_fen: int
    goods_fen: int


@dataclass(frozen=True)
class CaseEnded(CaseFact):
    """outcome: refunded, exchanged, cancelled, closed."""

    outcome: str
    refund_fen: int
