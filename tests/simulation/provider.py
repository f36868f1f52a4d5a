"""The provider's side of the payment port, in this process: it keeps its own truth and answers as WeChat Pay would.

It can be away before or after it has done what was asked, and it writes letters that the driver delivers when and as
often as it likes.
"""

import itertools
import random
from dataclasses import dataclass
from datetime import date, datetime

from commerce.payments.ports import (
    BillContent,
    BillEntry,
    Charge,
    GatewayAway,
    GatewayRefused,
    Payout,
    Prepared,
    Settlement,
    Trade,
)
from kernel import clock

APPID, MCHID = "wx0000000000000001", "1900000001"


@dataclass
class Bought:
    """One trade as the provider knows it."""

    number: str
    total_fen: int
    state: str = "unpaid"  # paid, closed
    settlement: Settlement | None = None


@dataclass
class GivenBack:
    """One refund as the provider knows it."""

    number: str
    payment_number: str
    refund_fen: int
    state: str  # processing, settled, failed
    asked_at: datetime
    at: datetime | None = None

    @property
    def payout(self) -> Payout:
        return Payout(self.state, self.number, self.refund_fen, f"50{self.number}", "支付用户零钱", self.at)


@dataclass(frozen=True)
class Letter:
    """A notice on its way. id: the same for every copy."""

    id: str
    content: Settlement | Payout


class Provider:
    """All trades and refunds of one simulated merchant. mood: "", "before" or "after": when it does not answer."""

    def __init__(self) -> None:
        self.trades: dict[str, Bought] = {}
        self.refunds: dict[str, GivenBack] = {}
        self.letters: list[Letter] = []
        self.mood = ""
        self.rng = random.Random(0)
        self._ids = itertools.count(1)

    # what the shop asks

    def prepare(self, charge: Charge) -> Prepared:
        self._maybe_away("before")
        known = self.trades.setdefault(charge.number, Bought(charge.number, charge.total_fen))
        self._maybe_away("after")
        if known.state != "unpaid":
            raise GatewayRefused(known.state, "不能再付")
        return Prepared(f"wx{charge.number}", APPID, MCHID)

    def bridge_parameters(self, prepay_id: str) -> dict[str, str]:
        return {"package": f"prepay_id={prepay_id}"}

    def query(self, number: str) -> Trade:
        self._maybe_away("before")
        found = self.trades.get(number)
        return Trade(found.state, found.settlement) if found else Trade("unknown")

    def close(self, number: str) -> None:
        self._maybe_away("before")
        found = self.trades.get(number)
        if found is None or found.state == "paid":
            raise GatewayRefused("paid" if found else "unknown", "不能关单")
        found.state = "closed"
        self._maybe_away("after")

    def refund(self, *, payment_number: str, number: str, refund_fen: int, total_fen: int, reason: str) -> Payout:
        self._maybe_away("before")
        if number not in self.refunds:
            self._refuse_too_much(payment_number, refund_fen)
            state = self.rng.choices(["processing", "settled", "failed"], [70, 25, 5])[0]
            self.refunds[number] = GivenBack(
                number, payment_number, refund_fen, state, clock.now(), self._at(state)
            )  # fmt: skip
        elif self.refunds[number].state == "failed":  # asked again under its number
            self.refunds[number].state, self.refunds[number].asked_at = "processing", clock.now()
        self._maybe_away("after")
        return self.refunds[number].payout

    def query_refund(self, number: str) -> Payout:
        self._maybe_away("before")
        return self.refunds[number].payout

    def bill(self, kind: str, on: date) -> BillContent | None:
        """All that came in that day, and all that was asked to go out and did not fail."""
        entries = []
        for trade in self.trades.values():
            told = trade.settlement
            if told is not None and clock.shop_time(told.at).date() == on:
                entries.append(
                    BillEntry("payment", trade.number, told.transaction_id, trade.total_fen, "settled", told.at)
                )
        for each in self.refunds.values():
            if each.state != "failed" and clock.shop_time(each.asked_at).date() == on:
                vendor_number = each.payout.provider_refund_id or ""
                entries.append(
                    BillEntry("refund", each.number, vendor_number, -each.refund_fen, each.state, each.asked_at)
                )
        came, went = (sum(max(0, sign * entry.amount_fen) for entry in entries) for sign in (1, -1))
        return BillContent(tuple(entries), f"{kind}:{on}", len(entries), came, went) if entries else None

    # what happens there

    def pay(self, number: str) -> None:
        """The shopper confirms in the sheet; a letter is written."""
        found = self.trades[number]
        assert found.state == "unpaid"
        found.state = "paid"
        found.settlement = Settlement(
            f"4200{next(self._ids):024d}", number, found.total_fen, clock.now(), APPID, MCHID, payer_openid="o1"
        )
        self.letters.append(Letter(f"EV-{number}", found.settlement))

    def finish_refund(self, number: str) -> None:
        """A refund under way has reached the customer."""
        found = self.refunds[number]
        found.state, found.at = "settled", clock.now()
        self.letters.append(Letter(f"EV-{number}", found.payout))

    @property
    def captured_fen(self) -> int:
        return sum(trade.total_fen for trade in self.trades.values() if trade.state == "paid")

    @property
    def given_back_fen(self) -> int:
        return sum(refund.refund_fen for refund in self.refunds.values() if refund.state == "settled")

    def _refuse_too_much(self, payment_number: str, refund_fen: int) -> None:
        trade = self.trades[payment_number]
        others = [
            each for each in self.refunds.values() if each.payment_number == payment_number and each.state != "failed"
        ]
        if trade.state != "paid" or sum(each.refund_fen for each in others) + refund_fen > trade.total_fen:
            raise AssertionError(f"asked to give back more than was paid for {payment_number}")

    def _at(self, state: str) -> datetime | None:
        return clock.now() if state == "settled" else None

    def _maybe_away(self, when: str) -> None:
        if self.mood == when:
            raise GatewayAway("没有回应")
