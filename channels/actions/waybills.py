"""Parcels the platform knows of and we do not, and parcels of ours that the platform has to be told of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from channels import queries
from channels.models import RemoteOrder, RemoteParcel
from channels.ports import OutgoingParcel, RemoteTrade, RemoteWaybill
from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment import carriers
from commerce.fulfilment import queries as parcels
from commerce.orders import imports
from commerce.orders import queries as orders
from kernel.db import db
from kernel.tenancy import current_tenant_id

SHIPPABLE = ("paid", "part_shipped")


@dataclass(frozen=True)
class PlannedParcel:
    """What to tell, and where to record it."""

    shipment_id: int
    account_id: int
    parcel: OutgoingParcel


def follow(row: RemoteOrder, trade: RemoteTrade, *, by: str) -> None:
    """The order was shipped on the platform: ship it here with the same number, without telling the platform again."""
    if row.order_id is None:
        return
    known = {parcel.tracking_number for parcel in parcels.shipments_of([row.order_id])[row.order_id]}
    for waybill in trade.waybills:
        if waybill.number.upper() not in known and orders.order(row.order_id).state in SHIPPABLE:
            _copy(row, waybill, by=by, at=trade.modified_at)
    if trade.stage in ("shipped", "done") and orders.order(row.order_id).state in SHIPPABLE:
        imports.ship_unseen(row.order_id, at=trade.modified_at)


def _copy(row: RemoteOrder, waybill: RemoteWaybill, *, by: str, at: datetime) -> None:
    assert row.order_id is not None
    code, number = _carrier_code(waybill), waybill.number.strip().upper()
    if not carriers.CARRIERS[code].fits(number):
        code = "OTHER"
    if not carriers.CARRIERS[code].fits(number):
        return  # nothing we could keep as a number; ship_unseen() does the rest
    quantities = _left_of(row, waybill.line_keys)
    if not quantities:
        return
    shipment = fulfilment.ship(
        row.order_id, carrier=code, tracking_number=number, line_quantities=quantities, by=by, at=at
    )
    _remember(shipment.id, row.id, "theirs", at)


def _carrier_code(waybill: RemoteWaybill) -> str:
    """Tmall writes a name, JD its numeric id."""
    by_id = {str(carrier.jd_id): code for code, carrier in carriers.CARRIERS.items() if carrier.jd_id is not None}
    return by_id.get(waybill.carrier_name) or carriers.code_for_name(waybill.carrier_name)


def _left_of(row: RemoteOrder, keys: tuple[str, ...]) -> dict[int, int]:
    """Order line id → pieces not shipped yet, of the lines with these keys (none = all)."""
    assert row.order_id is not None
    wanted = {kept["order_line_id"] for kept in row.lines if not keys or kept["key"] in keys}
    lines = [line for line in orders.lines_of([row.order_id])[row.order_id] if line.id in wanted]
    left = {line.id: line.quantity - line.shipped_quantity - line.cancelled_quantity for line in lines}
    return {line_id: quantity for line_id, quantity in left.items() if quantity > 0}


def is_outgoing(order_id: int, shipment_id: int) -> bool:
    """Whether a platform has to be told of this parcel; notes it as waiting."""
    row = queries.remote_of_orders([order_id]).get(order_id)
    if row is None:
        return False
    _remember(shipment_id, row.id, "waiting", None)
    return queries.parcels_of([shipment_id])[shipment_id].state == "waiting"


def _remember(shipment_id: int, remote_order_id: int, state: str, at: datetime | None) -> None:
    values = {
        "tenant_id": current_tenant_id(),
        "shipment_id": shipment_id,
        "remote_order_id": remote_order_id,
        "state": state,
        "told_at": at,
    }
    db.session.execute(insert(RemoteParcel).values(values).on_conflict_do_nothing())


def plan(shipment_id: int, *, takes_parts: bool) -> PlannedParcel | None:
    """What to tell the platform of a parcel. None: it knows already, or it waits for the order's last parcel.

    A platform that ships an order once gets all numbers of the last parcel's carrier together.
    """
    told = queries.parcels_of([shipment_id]).get(shipment_id)
    if told is None or told.state in ("told", "theirs"):
        return None
    row = db.session.scalars(select(RemoteOrder).where(RemoteOrder.id == told.remote_order_id)).one()
    assert row.order_id is not None
    shipment, order = parcels.shipment(shipment_id), orders.order(row.order_id)
    of_order = parcels.shipments_of([order.id])[order.id]
    if takes_parts:
        keys = _new_keys(row, shipment_id, [one.id for one in of_order])
        if keys is not None and not keys:
            return None  # its lines were told with an earlier parcel: the platform ships a line once
        number = shipment.tracking_number
    else:
        if order.state == "part_shipped":
            return None
        keys = None
        number = ",".join(one.tracking_number for one in of_order if one.carrier == shipment.carrier)
    parcel = OutgoingParcel(row.remote_number, shipment.carrier, number, tuple(keys or ()))
    return PlannedParcel(shipment_id, row.account_id, parcel)


def _new_keys(row: RemoteOrder, shipment_id: int, shipment_ids: list[int]) -> list[str] | None:
    """Line keys that leave with this parcel first. None: it is the order's only parcel and holds every line."""
    packed = parcels.lines_of(shipment_ids)
    mine = {line.order_line_id for line in packed[shipment_id]}
    earlier = {line.order_line_id for other, lines in packed.items() if other < shipment_id for line in lines}
    every = {kept["order_line_id"] for kept in row.lines}
    if not earlier and mine == every:
        return None
    return [kept["key"] for kept in row.lines if kept["order_line_id"] in mine - earlier]


def record_told(shipment_id: int, *, at: datetime) -> None:
    """The platform has the number. Safe to repeat."""
    parcel = _locked(shipment_id)
    parcel.state, parcel.told_at, parcel.error = "told", at, None


def record_refused(shipment_id: int, words: str) -> None:
    """The platform says no; a person has to look."""
    parcel = _locked(shipment_id)
    if parcel.state != "told":
        parcel.state, parcel.error = "refused", words


def _locked(shipment_id: int) -> RemoteParcel:
    statement = select(RemoteParcel).where(RemoteParcel.shipment_id == shipment_id).with_for_update(key_share=True)
    return db.session.scalars(statement).one()
