"""Facts about invoices; they stand in the timeline of their order."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InvoiceMoved:
    """An invoice was requested, issued, rejected, withdrawn, recalled or flushed (move), and why."""

    order_id: int
    invoice_id: int
    move: str
    reason: str

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"
