"""Paper: the picking list of several orders, and packing slips by order or by parcel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request

from admin.access import allow
from admin.orders import bulk, detail
from commerce.fulfilment import picking
from commerce.fulfilment import queries as fulfilment
from commerce.fulfilment.carriers import name_of
from commerce.orders import listing
from commerce.orders import queries as orders
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import NotFound
from tenants import audit
from tenants.settings import SLIP_PRICES
from web.render import page

bp = Blueprint("admin_order_prints", __name__, url_prefix="/admin/orders")
MOST = 100


@dataclass(frozen=True)
class Slip:
    """One sheet. content: (line, pieces); parcel: carrier and number, "" for the whole order."""

    order: Any
    recipient: dict[str, str]
    content: list[tuple[Any, int]]
    parcel: str = ""

    @property
    def pieces(self) -> int:
        """How many pieces are in the box."""
        return sum(pieces for _, pieces in self.content)


@bp.post("/bulk/picking")
@allow("orders.ship")
def picking_list() -> str:
    """拣货单 of the ticked orders, grouped by warehouse and SKU; orders that may not leave are named apart."""
    with reading():
        found = listing.some(bulk.chosen_ids(MOST))
        picks = picking.picks(found)
    waiting = [order for order in found if not picking.may_pick(order)]
    return page("admin/orders/picking.html", picks=picks, orders=found, waiting=waiting, at=clock.now())


@bp.post("/bulk/slips")
@allow("orders.view")
def slips() -> str:
    """装箱单 of the ticked orders, one sheet each, recipients covered."""
    with reading():
        order_ids = bulk.chosen_ids(MOST)
        sheets = _sheets(listing.some(order_ids), is_full=False)
    return _page(sheets, order_ids, is_full=False)


@bp.post("/bulk/full-slips")
@allow("orders.unmask")
def full_slips() -> str:
    """The same with whole recipients; that they were shown is noted."""
    with transaction():
        order_ids = bulk.chosen_ids(MOST)
        audit.note("orders.unmask", "orders", f"打印 {len(order_ids)} 单的装箱单，含完整收件信息")
        sheets = _sheets(listing.some(order_ids), is_full=True)
    return _page(sheets, order_ids, is_full=True)


@bp.get("/<int:order_id>/slip")
@allow("orders.view")
def slip(order_id: int) -> str:
    """The packing slip of an order, or with ?parcel= of one of its parcels, with the recipient covered."""
    with reading():
        sheets = _asked(order_id, is_full=False)
    return _page(sheets, [], is_full=False)


@bp.post("/<int:order_id>/slip")
@allow("orders.unmask")
def full_slip(order_id: int) -> str:
    """The same with the whole recipient; that it was shown is noted."""
    with transaction():
        order = orders.order(order_id)
        audit.note("orders.unmask", f"order:{order.id}", f"打印订单 {order.number} 的装箱单，含完整收件信息")
        sheets = _asked(order_id, is_full=True)
    return _page(sheets, [], is_full=True)


def _asked(order_id: int, *, is_full: bool) -> list[Slip]:
    order = orders.order(order_id)
    asked = request.args.get("parcel", "")
    if not asked:
        return _sheets([order], is_full=is_full)
    parcel = next((row for row in fulfilment.shipments_of([order.id])[order.id] if str(row.id) == asked), None)
    if parcel is None:
        raise NotFound("没有找到这个包裹")
    lines = {line.id: line for line in orders.lines_of([order.id])[order.id]}
    content = [(lines[row.order_line_id], row.quantity) for row in fulfilment.lines_of([parcel.id])[parcel.id]]
    words = f"{name_of(parcel.carrier)} {parcel.tracking_number}"
    return [Slip(order, detail.recipient(order, is_full=is_full), content, words)]


def _sheets(found: Sequence[Any], *, is_full: bool) -> list[Slip]:
    content = orders.lines_of([order.id for order in found])
    return [Slip(order, detail.recipient(order, is_full=is_full), _promised(content[order.id])) for order in found]


def _promised(lines: Sequence[Any]) -> list[tuple[Any, int]]:
    kept = [(line, line.quantity - line.cancelled_quantity) for line in lines]
    return [(line, pieces) for line, pieces in kept if pieces]


def _page(sheets: list[Slip], order_ids: list[int], *, is_full: bool) -> str:
    has_own = any(sheet.order.source == "wechat" for sheet in sheets)
    return page(
        "admin/orders/slip.html", slips=sheets, order_ids=order_ids, is_full=is_full, has_own=has_own,
        shows_prices=SLIP_PRICES.get(),
    )  # fmt: skip
