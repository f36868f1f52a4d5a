"""Orders as rows of a table: everything a line shows, gathered for a whole page at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from admin.access import can
from admin.orders import words
from commerce.fulfilment import carriers
from commerce.fulfilment import queries as fulfilment
from commerce.orders import queries as orders
from commerce.orders import readdressing
from commerce.orders.states import ORDER
from commerce.payments import queries as payments
from kernel import clock
from kernel.money import format_yuan
from tenants.settings import LATE_AFTER_HOURS, SHIP_HOURS
from web.render import masked_name, masked_phone, media_url

if TYPE_CHECKING:
    from commerce.fulfilment.models import Shipment
    from commerce.orders.models import Order, OrderLine


@dataclass(frozen=True)
class Row:
    """One line of the list. moves: the names of the moves this person may make now."""

    id: int
    order: Any
    url: str
    origin: str
    title: str
    spec: str
    image_url: str
    buyer: str
    phone: str
    pieces: int
    region: str
    reduction: str
    status: words.Status
    moves: list[str]


def rows(found: "Sequence[Order]") -> list[Row]:
    """One page of rows with three more statements, however many orders. Inside reading()."""
    ids = [order.id for order in found]
    lines, parcels = orders.lines_of(ids), fulfilment.shipments_of(ids)
    refunds = {refund.order_id: refund.state for refund in payments.refunds_of(ids)}
    shop = promise()
    return [_row(order, lines[order.id], parcels[order.id], refunds.get(order.id), shop) for order in found]


def promise() -> words.Promise:
    """The shop's deadlines."""
    return words.Promise(LATE_AFTER_HOURS.get(), SHIP_HOURS.get())


def moves(order: Any) -> list[str]:
    """What may be done with an order now by the person asking: the machine's rules and the person's rights."""
    is_blocked = order.is_blocked
    possible = {
        "ship": ORDER.can(order, "ship") and not is_blocked and can("orders.ship"),
        "reprice": order.state == "placed" and can("orders.reprice"),
        "close": ORDER.can(order, "close") and can("orders.close"),
        "refund": is_refundable(order) and can("orders.refund"),
        "case": is_refundable(order) and not is_blocked and can("orders.refund"),
        "address": readdressing.may_change(order) and can("orders.address"),
        "note": can("orders.note"),
    }
    return [move for move, is_possible in possible.items() if is_possible]


def may_correct(order: Any) -> bool:
    """Whether the person asking may put a parcel's number right."""
    return order.source == "wechat" and order.state in ("part_shipped", "shipped") and can("orders.ship")


def is_refundable(order: Any) -> bool:
    """Whether there is money of WeChat Pay to give back."""
    is_paid = order.paid_at is not None and order.total_fen > order.refunded_fen
    return order.source == "wechat" and is_paid and ORDER.can(order, "refund")


def parcel_words(parcel: "Shipment") -> str:
    """The newest word of a parcel: its last scan, else carrier and number."""
    if parcel.track:
        return str(parcel.track[0].get("text", ""))[:16]
    return f"{carriers.name_of(parcel.carrier)} {parcel.tracking_number}"


def _row(
    order: "Order", lines: "list[OrderLine]", parcels: "list[Shipment]", refund: str | None, shop: words.Promise
) -> Row:
    first, pieces = lines[0], sum(line.quantity for line in lines)
    more = f" · 等 {pieces} 件" if len(lines) > 1 else ""
    kind = f" · {words.KINDS[order.kind]}" if order.kind != "plain" else ""
    parcel = parcel_words(parcels[-1]) if parcels else ""
    return Row(
        id=order.id,
        order=order,
        url=f"/admin/orders/{order.id}",
        origin=words.SOURCES.get(order.source, order.source) + kind,
        title=first.title,
        spec=f"{first.sku_label} ×{first.quantity}{more}".strip(),
        image_url=media_url(first.media_key, 150) if first.media_key else "",
        buyer=masked_name(order.recipient.get("name")),
        phone=masked_phone(order.recipient.get("phone")),
        pieces=pieces,
        region="".join(dict.fromkeys(order.recipient.get(part) or "" for part in ("province", "city"))),
        reduction=f"优惠 −¥{format_yuan(order.discount_fen)}" if order.discount_fen > 0 else "",
        status=words.status(order, shop, clock.now(), refund_state=refund, parcel=parcel),
        moves=moves(order),
    )
