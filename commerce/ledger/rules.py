"""How each kind of movement is posted. Pure: from facts to a posting whose sides sum to 0."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

RELEASES = {"returned": "wechat_clearing", "income": "other_income"}
"""Where money that nobody could place has gone: back to the payer, or kept. What finds its order is known_after_all."""


@dataclass(frozen=True)
class Side:
    """One account's side. amount_fen: into the account > 0 > out of it."""

    account: str
    subject: str
    amount_fen: int


@dataclass(frozen=True)
class Posting:
    """A journal to be. cause and purpose together stand once in the books."""

    cause_kind: str
    cause_id: str
    purpose: str
    at: datetime
    sides: tuple[Side, ...]
    order_id: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if sum(side.amount_fen for side in self.sides) != 0:
            raise ValueError(f"{self.cause_kind} {self.cause_id} {self.purpose} does not sum to 0")

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same effect of the same cause."""
        return self.cause_kind, self.cause_id, self.purpose


@dataclass(frozen=True)
class Sale:
    """What an order's money is made of, in fen."""

    goods_fen: int
    freight_fen: int
    shop_discount_fen: int = 0
    platform_discount_fen: int = 0

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.freight_fen - self.shop_discount_fen - self.platform_discount_fen


def capture(number: str, transaction_id: str, total_fen: int, *, order_id: int, at: datetime) -> Posting:
    """WeChat Pay has a customer's money for a payment; what it is for is the next posting's matter."""
    sides = (Side("wechat_clearing", transaction_id, total_fen), Side("customer_payments", number, -total_fen))
    return Posting("payment", number, "capture", at, sides, order_id)


def sale(number: str, content: Sale, *, order_id: int, at: datetime) -> Posting:
    """The payment has become an order's: goods, freight, and who bears what was given away."""
    sides = (
        Side("customer_payments", number, content.total_fen),
        Side("shop_discounts", number, content.shop_discount_fen),
        Side("platform_discounts", number, content.platform_discount_fen),
        Side("order_revenue", number, -content.goods_fen),
        Side("freight", number, -content.freight_fen),
    )
    return Posting("payment", number, "sale", at, _moving(sides), order_id)


def refund_requested(
    number: str, payment_number: str, refund_fen: int, *, source: str, turn: int, order_id: int, at: datetime
) -> Posting:
    """Money is to go back. source: refunds, out of an order's revenue; customer_payments, of a payment that never
    became one; suspense, the same after a refund of it has failed.

    turn: 1 for the first request, one more for each try after a failure.
    """
    sides = (
        Side(source, _subject(source, number, payment_number), refund_fen),
        Side("refund_clearing", number, -refund_fen),
    )
    return Posting("refund", number, f"request:{turn}", at, sides, order_id)


def refund_failed(
    number: str, payment_number: str, refund_fen: int, *, is_sale: bool, turn: int, order_id: int, at: datetime
) -> Posting:
    """The turn came to nothing: the money is the shop's again, or waits in suspense for a person to say."""
    destination = "refunds" if is_sale else "suspense"
    sides = (
        Side("refund_clearing", number, refund_fen),
        Side(destination, _subject(destination, number, payment_number), -refund_fen),
    )
    return Posting("refund", number, f"fail:{turn}", at, sides, order_id)


def refund_settled(number: str, refund_fen: int, *, order_id: int, at: datetime) -> Posting:
    """WeChat Pay has given the money back."""
    sides = (Side("refund_clearing", number, refund_fen), Side("wechat_clearing", number, -refund_fen))
    return Posting("refund", number, "settle", at, sides, order_id)


def unknown_money(transaction_id: str, total_fen: int, *, note: str, at: datetime) -> Posting:
    """Money came in that no payment explains."""
    sides = (Side("wechat_clearing", transaction_id, total_fen), Side("suspense", transaction_id, -total_fen))
    return Posting("notice", transaction_id, "suspense", at, sides, note=note)


def known_after_all(transaction_id: str, total_fen: int, *, note: str, at: datetime) -> Posting:
    """Unknown money has found its payment, which will be captured as any other: the parking is undone."""
    sides = (Side("suspense", transaction_id, total_fen), Side("wechat_clearing", transaction_id, -total_fen))
    return Posting("notice", transaction_id, "found", at, sides, note=note)


def released(subject: str, total_fen: int, destination: str, *, note: str, at: datetime) -> Posting:
    """Somebody knows now what parked money was. subject: under what it is parked; destination: of RELEASES."""
    sides = (Side("suspense", subject, total_fen), Side(RELEASES[destination], subject, -total_fen))
    return Posting("notice", subject, "release", at, sides, note=note)


def cleared(line_id: int, subject: str, amount_fen: int, *, order_id: int | None, at: datetime) -> Posting:
    """WeChat Pay's bill confirms a movement. amount_fen: came in > 0 > went out."""
    sides = (Side("wechat_balance", subject, amount_fen), Side("wechat_clearing", subject, -amount_fen))
    return Posting("bill_line", str(line_id), "cleared", at, sides, order_id)


def parked(line_id: int, vendor_number: str, amount_fen: int, *, note: str, at: datetime) -> Posting:
    """The bill knows a movement that our books do not: it stands in suspense until somebody says what it is."""
    sides = (Side("wechat_balance", vendor_number, amount_fen), Side("suspense", vendor_number, -amount_fen))
    return Posting("bill_line", str(line_id), "parked", at, sides, note=note)


def adjusted(difference_id: int, account: str, subject: str, open_fen: int, *, note: str, at: datetime) -> Posting:
    """Somebody has decided that what is open of a difference will not come: it is gain or loss of the shop."""
    sides = (Side(account, subject, -open_fen), Side("other_income", subject, open_fen))
    return Posting("difference", str(difference_id), f"adjust:{account}:{subject}", at, sides, note=note)


def fee(line_id: int, subject: str, fee_fen: int, *, order_id: int | None, at: datetime) -> Posting:
    """What WeChat Pay took for it, or gave back of it (below 0)."""
    sides = (Side("fees", subject, fee_fen), Side("wechat_balance", subject, -fee_fen))
    return Posting("bill_line", str(line_id), "fee", at, sides, order_id)


def withdrawn(line_id: int, subject: str, amount_fen: int, *, at: datetime) -> Posting:
    """From the merchant's wallet at WeChat Pay to the bank. amount_fen: above 0, or below for one that came back."""
    sides = (Side("bank", subject, amount_fen), Side("wechat_balance", subject, -amount_fen))
    return Posting("bill_line", str(line_id), "withdrawn", at, sides)


def commission_earned(number: str, commission_fen: int, *, order_id: int, at: datetime) -> Posting:
    """A promoter's share of an order, owed from now on."""
    sides = (Side("commissions", number, commission_fen), Side("commission_payable", number, -commission_fen))
    return Posting("commission", number, "earn", at, sides, order_id)


def commission_paid(number: str, commission_fen: int, *, order_id: int | None, at: datetime) -> Posting:
    """The share went to the promoter out of the wallet; the bill will confirm it."""
    sides = (Side("commission_payable", number, commission_fen), Side("wechat_clearing", number, -commission_fen))
    return Posting("commission", number, "pay", at, sides, order_id)


def _subject(account: str, number: str, payment_number: str) -> str:
    return number if account == "refunds" else payment_number


def _moving(sides: Iterable[Side]) -> tuple[Side, ...]:
    return tuple(side for side in sides if side.amount_fen != 0)
