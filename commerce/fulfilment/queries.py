"""Reads about parcels."""

from collections.abc import Sequence

from sqlalchemy import select

from commerce.fulfilment.models import Shipment, ShipmentLine
from kernel.db import db, find

SHORTEST_NUMBER = 8


def shipment(shipment_id: int) -> Shipment:
    """One parcel."""
    return find(Shipment, shipment_id)


def shipments_of(order_ids: Sequence[int]) -> dict[int, list[Shipment]]:
    """The parcels of several orders by order id, oldest first; one query."""
    found: dict[int, list[Shipment]] = {order_id: [] for order_id in order_ids}
    statement = select(Shipment).where(Shipment.order_id.in_(order_ids)).order_by(Shipment.id)
    for row in db.session.scalars(statement):
        found[row.order_id].append(row)
    return found


def orders_of_number(words: str, limit: int = 50) -> list[int]:
    """Ids of the orders with a parcel of this very number; blanks and small letters are people's.

    The whole number, because under row-level security an index does not answer LIKE.
    """
    number = "".join(words.split()).upper()
    if len(number) < SHORTEST_NUMBER or not number.isascii() or not number.isalnum():
        return []
    statement = select(Shipment.order_id).where(Shipment.tracking_number == number).limit(limit)
    return list(dict.fromkeys(db.session.scalars(statement)))


def lines_of(shipment_ids: Sequence[int]) -> dict[int, list[ShipmentLine]]:
    """What is in several parcels, by shipment id; one query."""
    found: dict[int, list[ShipmentLine]] = {shipment_id: [] for shipment_id in shipment_ids}
    statement = select(ShipmentLine).where(ShipmentLine.shipment_id.in_(shipment_ids)).order_by(ShipmentLine.id)
    for row in db.session.scalars(statement):
        found[row.shipment_id].append(row)
    return found
