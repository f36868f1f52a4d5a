"""An order's parcels as its buyer sees them: carrier, number, what is inside, where it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commerce.fulfilment import queries as fulfilment
from commerce.fulfilment.carriers import name_of


@dataclass(frozen=True)
class Parcel:
    """One parcel. content: (title, variant, pieces); track: newest first."""

    carrier: str
    number: str
    content: list[tuple[str, str, int]]
    track: list[Any]
    shipped_at: datetime
    is_corrected: bool


def parcels_of(order_id: int, lines: Sequence[Any]) -> list[Parcel]:
    """The parcels of an order, the first one first; two statements. Inside reading()."""
    shipments = fulfilment.shipments_of([order_id])[order_id]
    packed = fulfilment.lines_of([row.id for row in shipments])
    names = {line.id: (line.title, line.sku_label) for line in lines}
    return [
        Parcel(
            name_of(row.carrier), row.tracking_number,
            [(*names.get(part.order_line_id, ("", "")), part.quantity) for part in packed[row.id]],
            row.track, row.shipped_at, row.corrected_at is not None,
        )
        for row in shipments
    ]  # fmt: skip
