"""What the shop needs from a payment gateway, in shop words; the adapter is wechat/pay.py."""

from dataclasses import dataclass
from datetime import datetime
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


class GatewayAway(Exception):
    """No answer, or an answer that says nothing: ask again later under the same number."""


class GatewayRefused(Exception):
    """A clear no. message: for the merchant, in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Gateway(Protocol):
    """Six words; all network, never inside a transaction; GatewayAway and GatewayRefused are its only errors."""

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


gateway: Port[Gateway] = Port("payments.gateway")
