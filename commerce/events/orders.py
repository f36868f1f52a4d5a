"""Facts about orders and their parcels."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OrderFact:
    order_id: int

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True)
class OrderPlaced(OrderFact):
    member_id: int | None
    total_fen: int
    hold_until: datetime | None


@dataclass(frozen=True)
class OrderRepriced(OrderFact):
    before_fen: int
    after_fen: int
    reason: str


@dataclass(frozen=True)
class OrderPaid(OrderFact):
    member_id: int | None
    total_fen: int
    settled_at: datetime


@dataclass(frozen=True)
class OrderClosed(OrderFact):
    """Closed without payment; what was held is free again."""

    member_id: int | None
    reason: str


@dataclass(frozen=True)
class OrderShipped(OrderFact):
    shipment_id: int
    is_whole: bool


@dataclass(frozen=True)
class OrderCompleted(OrderFact):
    member_id: int | None


@dataclass(frozen=True)
class OrderRefunded(OrderFact):
    """All of the order's money is on its way back."""

    refund_id: int
    refund_fen: int
    reason: str


@dataclass(frozen=True)
class OrderPartRefunded(OrderFact):
    """Some of the order's money is on its way back. is_rest_cancelled: what had not left will not leave any more."""

    refund_id: int
    refund_fen: int
    reason: str
    is_rest_cancelled: bool


@dataclass(frozen=True)
class OrderNoted(OrderFact):
    note: str


@dataclass(frozen=True)
class OrderAddressChanged(OrderFact):
    """The parcel goes elsewhere; the address itself is on the order alone."""

    reason: str = ""


@dataclass(frozen=True)
class OrderReceiptExtended(OrderFact):
    """The shopper waits longer; it completes by itself at this moment instead."""

    receive_by: datetime


@dataclass(frozen=True)
class ShipmentCorrected(OrderFact):
    """Carrier or number of a parcel were wrong. before, after: "SF SF1234567890123"."""

    shipment_id: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class OrderImported(OrderFact):
    """An order of another platform has been taken over; the money is with that platform."""

    source: str  # tmall, jd
    total_fen: int


@dataclass(frozen=True)
class ImportedOrderChanged(OrderFact):
    """The platform has said something new of an imported order: "held", "freed", "cancelled", "line_cancelled"."""

    change: str
    reason: str
