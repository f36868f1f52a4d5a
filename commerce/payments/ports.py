"""What the shop needs from a payment gateway, in shop words; the adapter is wechat/pay.py."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from kernel.ports import Port


@dataclass(frozen=True)
class Charge:
    """Ask the gateway to let somebody pay."""

    number: str  # out_trade_no
    total_fen: int
    description: str
    payer_openid: str
    expires_at: datetime


@dataclass(frozen=True)
class Prepared:
    """The gateway is ready to be paid."""

    prepay_id: str
    appid: str
    mchid: str


@dataclass(frozen=True)
class Settlement:
    """Money has come in, in the gateway's own words. at: aware."""

    transaction_id: str
    number: str
    total_fen: int
    at: datetime
    appid: str
    mchid: str
    currency: str = "CNY"
    payer_openid: str | None = None


@dataclass(frozen=True)
class Trade:
    """What the gateway knows of a payment. state: unpaid, paid, closed, unknown."""

    state: str
    settlement: Settlement | None = None


@dataclass(frozen=True)
class Payout:
    """What the gateway knows of a refund. state: processing, settled, failed."""

    state: str
    number: str
    refund_fen: int
    provider_refund_id: str | None = None
    account: str | None = None
    at: datetime | None = None
    cause: str | None = None


@dataclass(frozen=True)
class BillEntry:
    """One line of a bill. kind: payment, refund, fee, withdrawal, other. state: settled, processing, failed."""

    kind: str
    number: str  # ours
    vendor_number: str  # the gateway's
    amount_fen: int  # came in > 0 > went out
    state: str
    at: datetime
    fee_fen: int = 0  # taken > 0 > given back
    label: str = ""


@dataclass(frozen=True)
class BillContent:
    """A day's bill: its lines, and what its own foot says they add up to."""

    entries: tuple[BillEntry, ...]
    sha1: str
    said_count: int
    said_in_fen: int
    said_out_fen: int


class GatewayAway(Exception):
    """No answer, or an answer that says nothing: ask again later under the same number."""


class GatewayRefused(Exception):
    """A clear no. message: for the merchant, in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Gateway(Protocol):
    """Seven words; all network, never inside a transaction; GatewayAway and GatewayRefused are its only errors."""

    def prepare(self, charge: Charge) -> Prepared: ...

    def bridge_parameters(self, prepay_id: str) -> dict[str, str]:
        """What getBrandWCPayRequest wants, signed."""
        ...

    def query(self, number: str) -> Trade: ...

    def close(self, number: str) -> None:
        """Closed at the gateway; a paid one raises GatewayRefused("paid")."""
        ...

    def refund(self, *, payment_number: str, number: str, refund_fen: int, total_fen: int, reason: str) -> Payout: ...

    def query_refund(self, number: str) -> Payout: ...

    def bill(self, kind: str, on: date) -> BillContent | None:
        """The trade or fund bill of a shop day, ready the next morning; None when nothing moved."""
        ...


gateway: Port[Gateway] = Port("payments.gateway")
