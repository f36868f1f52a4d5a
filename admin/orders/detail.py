"""Everything one order's page shows, gathered in one reading()."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from admin.aftersale import words as case_words
from admin.orders import rows, timeline, words
from commerce.aftersale import queries as aftersale
from commerce.fulfilment import carriers
from commerce.fulfilment import queries as fulfilment
from commerce.members import queries as members
from commerce.orders import listing
from commerce.orders import queries as orders
from commerce.payments import queries as payments
from kernel import clock
from kernel.money import format_yuan
from kernel.tenancy import current_tenant_id
from tenants import queries as tenants
from web.render import ago, masked_name, masked_phone, media_url, shop_time

if TYPE_CHECKING:
    from commerce.orders.models import Order

PAYMENT_WORDS = {
    "created": "待付款",
    "prepared": "待付款",
    "settled": "已付款",
    "closing": "关闭中",
    "closed": "已关闭",
}
NEXT = {
    "placed": "等待买家付款。到时没有付款会自动关闭，库存退回。",
    "paid": "请打包发货，填写物流单号后会通知买家。",
    "part_shipped": "还有商品没有发出，请继续发货。",
    "shipped": "等待买家收货。到期没有确认会自动完成。",
    "completed": "交易已完成。",
    "closed": "订单没有付款，库存已退回。",
    "refunded": "钱款已原路退回或正在退回，见付款信息。",
}


def gather(order_id: int, *, is_full: bool = False) -> dict[str, Any]:
    """is_full: the recipient uncovered, for a person who may and said so. Raises NotFound, also for a neighbour's."""
    order = orders.order(order_id)
    lines = orders.lines_of([order.id])[order.id]
    parcels = fulfilment.shipments_of([order.id])[order.id]
    packed = fulfilment.lines_of([parcel.id for parcel in parcels])
    refunds = payments.refunds_of([order.id])
    people = {f"staff:{person.id}": person.name for person, _ in tenants.staff_of(current_tenant_id())}
    newer_id, older_id = listing.neighbours(order)
    refund_state = refunds[-1].state if refunds else None
    parcel = rows.parcel_words(parcels[-1]) if parcels else ""
    return {
        "order": order,
        "status": words.status(order, rows.promise(), clock.now(), refund_state=refund_state, parcel=parcel),
        "next_step": _next(order),
        "moves": rows.moves(order),
        "may_correct": rows.may_correct(order),
        "origin": _origin(order),
        "lines": [
            {"row": line, "image_url": media_url(line.media_key, 150) if line.media_key else ""} for line in lines
        ],
        "parcels": [_parcel(parcel, packed[parcel.id], {line.id: line for line in lines}) for parcel in parcels],
        "amounts": _amounts(order),
        "payment": payments.payment_of(order.id),
        "payment_words": PAYMENT_WORDS,
        "cases": [
            (case, *case_words.badge(case), case_words.sum_of(case))
            for case in aftersale.cases_of_orders([order.id])[order.id]
        ],
        "refunds": [(refund, words.REFUND_WORDS[refund.state]) for refund in refunds],
        "member": members.member(order.member_id) if order.member_id else None,
        "member_orders": sum(orders.counts_of_member(order.member_id).values()) if order.member_id else 0,
        "recipient": recipient(order, is_full=is_full),
        "is_full": is_full,
        "events": timeline.items(orders.timeline(order.id), people, {parcel.id: parcel for parcel in parcels}),
        "newer_id": newer_id,
        "older_id": older_id,
    }


def recipient(order: "Order", *, is_full: bool) -> dict[str, str]:
    """name, phone, address; covered unless is_full."""
    kept: Mapping[str, str] = order.recipient
    region = " ".join(dict.fromkeys(kept.get(part, "") for part in ("province", "city", "district") if kept.get(part)))
    if is_full:
        return {
            "name": kept.get("name", ""),
            "phone": kept.get("phone", ""),
            "address": f"{region} {kept.get('detail', '')}".strip(),
        }
    detail = "****" if kept.get("detail") else ""
    return {
        "name": masked_name(kept.get("name")),
        "phone": masked_phone(kept.get("phone")),
        "address": f"{region} {detail}".strip(),
    }


def _origin(order: "Order") -> str:
    source = words.SOURCES.get(order.source, order.source)
    return f"{source} · {words.KINDS[order.kind]}" if order.kind != "plain" else source


def _next(order: "Order") -> str:
    if order.state in ("paid", "part_shipped") and order.is_blocked:
        return (
            "拼团还没有成团，成团后才能发货；到时没有成团会自动退款。"
            if order.kind == "groupbuy"
            else "平台锁定了这个订单，解除后才能发货。"
        )
    if order.state == "refunded" and order.source != "wechat":
        return "买家已在平台上退款。"
    return NEXT[order.state]


def _amounts(order: "Order") -> dict[str, Any]:
    lines = [("商品合计", f"¥{format_yuan(order.goods_fen)}")]
    if order.discount_fen:
        sign = "−" if order.discount_fen > 0 else "+"
        lines.append(("优惠与改价", f"{sign}¥{format_yuan(abs(order.discount_fen))}"))
    lines.append(("运费", f"¥{format_yuan(order.freight_fen)}" if order.freight_fen else "包邮"))
    if order.refunded_fen:
        lines.append(("已退款", f"−¥{format_yuan(order.refunded_fen)}"))
    label = "应付" if order.state in ("placed", "closed") else "实付"
    return {"lines": lines, "total": (label, f"¥{format_yuan(order.total_fen)}")}


def _parcel(parcel: Any, packed: Any, lines: Mapping[int, Any]) -> dict[str, Any]:
    content = [
        f"{lines[row.order_line_id].title} {lines[row.order_line_id].sku_label} ×{row.quantity}" for row in packed
    ]
    track = [{"text": step.get("text", ""), "at": step.get("at", "")} for step in parcel.track]
    return {
        "id": parcel.id,
        "is_corrected": parcel.corrected_at is not None,
        "carrier": carriers.name_of(parcel.carrier),
        "number": parcel.tracking_number,
        "content": content,
        "track": track,
        "at": ago(parcel.shipped_at),
        "title": shop_time(parcel.shipped_at),
    }
