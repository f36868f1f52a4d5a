"""Facts about money coming in and going back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PaymentFact:
    payment_id: int
    order_id: int

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True)
class PaymentSettled(PaymentFact):
    total_fen: int
    settled_at: datetime


@dataclass(frozen=True)
class RefundRequested(PaymentFact):
    refund_id: int
    refund_fen: int


@dataclass(frozen=True)
class RefundSettled(PaymentFact):
    refund_id: int
    refund_fen: int
    settled_at: datetime


@dataclass(frozen=True)
class RefundFailed(PaymentFact):
    refund_id: int
    cause: str


@dataclass(frozen=True)
class PaymentAnomaly:
    """Something about money that a person must look at."""

    anomaly_id: int
    kind: str

    @property
    def subject(self) -> str:
        return f"anomaly:{self.anomaly_id}"
