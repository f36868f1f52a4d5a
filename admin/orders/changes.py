"""What was wrong at first and is put right: the address before shipping, a parcel's number after it."""

from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.orders import detail, replies
from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment import carriers
from commerce.fulfilment import queries as parcels
from commerce.members.actions import ADDRESS_FIELDS
from commerce.members.rules import parse_pasted
from commerce.orders import queries as orders
from commerce.orders import readdressing
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid, NotFound, Refused
from tenants import audit
from tenants.settings import CARRIERS
from web.forms import text

bp = Blueprint("admin_order_changes", __name__, url_prefix="/admin/orders/<int:order_id>")
ADDRESS = "admin/orders/_address_form.html"
NUMBER = "admin/orders/_parcel_form.html"


@bp.get("/address")
@allow("orders.address")
def address(order_id: int) -> Any:
    """The new address; the old one stays covered."""
    order, covered = _to_readdress(order_id)
    return replies.form(ADDRESS, order=order, recipient=covered, values={}, errors={})


@bp.post("/address")
@allow("orders.address")
def readdress(order_id: int) -> Any:
    """The parcel goes elsewhere; with step=read what was pasted fills the form first."""
    order, covered = _to_readdress(order_id)
    shown = {"order": order, "recipient": covered}
    if request.form.get("step") == "read":
        found = parse_pasted(text(request.form, "pasted", label="地址", max_length=300, required=False))
        values = {name: getattr(found, name) for name in ADDRESS_FIELDS} | {"reason": request.form.get("reason", "")}
        return replies.form(ADDRESS, values=values, errors={}, **shown)
    try:
        reason = text(request.form, "reason", label="修改原因", max_length=100)
        fields = {name: request.form.get(name, "") for name in ADDRESS_FIELDS}
        with transaction():
            if readdressing.change(order_id, fields, by=by(), reason=reason):
                audit.note("orders.address", f"order:{order_id}", f"修改订单 {order.number} 的收货地址，{reason}")
    except Invalid as error:
        return replies.wrong(ADDRESS, error, values=request.form, **shown)
    return replies.done("收货地址已修改", otherwise=f"/admin/orders/{order_id}")


@bp.get("/parcels/<int:shipment_id>/number")
@allow("orders.ship")
def number(order_id: int, shipment_id: int) -> Any:
    """The right carrier and number."""
    return replies.form(NUMBER, values={}, errors={}, **_parcel(order_id, shipment_id))


@bp.post("/parcels/<int:shipment_id>/number")
@allow("orders.ship")
def correct(order_id: int, shipment_id: int) -> Any:
    """A parcel's number was written down wrongly. Safe to repeat."""
    shown = _parcel(order_id, shipment_id)
    try:
        reason = text(request.form, "reason", label="更正原因", max_length=100, required=False)
        carrier, typed = request.form.get("carrier", ""), request.form.get("tracking_number", "")[:64]
        with transaction():
            parcel = fulfilment.correct(
                shipment_id, carrier=carrier, tracking_number=typed, reason=reason, by=by(), at=clock.now()
            )
            what = f"{carriers.name_of(parcel.carrier)} {parcel.tracking_number}"
            audit.note("orders.ship", f"order:{order_id}", f"更正物流单号，现在是 {what}")
    except Invalid as error:
        return replies.wrong(NUMBER, error, values=request.form, **shown)
    return replies.done("物流单号已更正，买家会看到新单号", otherwise=f"/admin/orders/{order_id}")


def _to_readdress(order_id: int) -> tuple[Any, dict[str, str]]:
    with reading():
        order = orders.order(order_id)
    if not readdressing.may_change(order):
        raise Refused("只有已付款、还没有发货的本店订单可以修改地址")
    return order, detail.recipient(order, is_full=False)


def _parcel(order_id: int, shipment_id: int) -> dict[str, Any]:
    with reading():
        order, parcel = orders.order(order_id), parcels.shipment(shipment_id)
        options = carriers.choices(CARRIERS.get())
    if parcel.order_id != order.id:
        raise NotFound("没有找到这个包裹")
    if parcel.carrier not in dict(options):
        options = [(parcel.carrier, carriers.name_of(parcel.carrier)), *options]
    return {"order": order, "parcel": parcel, "carriers": options}
