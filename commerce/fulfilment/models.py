"""Parcels."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import TenantModel, belongs_to, indexed, unique


class Shipment(TenantModel):
    """One parcel of one order."""

    __tablename__ = "shipments"
    __table_args__ = (
        belongs_to("orders", "order_id"),
        unique("order_id", "carrier", "tracking_number"),
        indexed("order_id"),
        indexed("tracking_number"),
    )

    order_id: Mapped[int]
    carrier: Mapped[str]  # commerce/fulfilment/carriers.py
    tracking_number: Mapped[str]
    shipped_at: Mapped[datetime]
    by: Mapped[str]
    corrected_at: Mapped[datetime | None]  # carrier or number were wrong at first
    track: Mapped[list[Any]] = mapped_column(default=list)  # [{"at", "text"}] newest first, from the carrier
    tracked_at: Mapped[datetime | None]


class ShipmentLine(TenantModel):
    """What is in a parcel."""

    __tablename__ = "shipment_lines"
    __table_args__ = (
        belongs_to("shipments", "shipment_id"),
        belongs_to("order_lines", "order_line_id"),
        unique("shipment_id", "order_line_id"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
    )

    shipment_id: Mapped[int]
    order_line_id: Mapped[int]
    quantity: Mapped[int]
