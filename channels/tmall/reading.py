"""TOP's trades and items in our words. Money is yuan text, times are Beijing text, empty lists are absent."""

from typing import Any

from channels import rules
from channels.ports import RemoteLine, RemoteSku, RemoteTrade, RemoteWaybill
from channels.tmall.gateway import listed

LIST_FIELDS = "tid,tid_str,status,modified"
TRADE_FIELDS = (
    "tid,tid_str,status,type,payment,total_fee,post_fee,discount_fee,adjust_fee,created,pay_time,consign_time,end_time,modified,"
    "buyer_message,step_trade_status,receiver_name,receiver_state,receiver_city,receiver_district,receiver_town,receiver_address,"
    "receiver_mobile,receiver_phone,oaid,orders"
)
STAGE_OF = {
    "TRADE_NO_CREATE_PAY": "unpaid",
    "WAIT_BUYER_PAY": "unpaid",
    "PAY_PENDING": "unpaid",
    "WAIT_SELLER_SEND_GOODS": "to_ship",
    "SELLER_CONSIGNED_PART": "to_ship",
    "WAIT_PRE_AUTH_CONFIRM": "held",
    "PAID_FORBID_CONSIGN": "held",
    "WAIT_BUYER_CONFIRM_GOODS": "shipped",
    "TRADE_BUYER_SIGNED": "shipped",
    "TRADE_FINISHED": "done",
    "TRADE_CLOSED": "cancelled",
    "TRADE_CLOSED_BY_TAOBAO": "cancelled",
}
"""An unknown status is held: in doubt nothing leaves."""
ASKS_REFUND = {"WAIT_SELLER_AGREE", "WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS"}
CLOSED_LINE = {"TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO"}


def number_of(trade: dict[str, Any]) -> str:
    """tid as text: it is longer than some readers' numbers."""
    return str(trade.get("tid_str") or trade["tid"])


def trade_of(raw: dict[str, Any]) -> RemoteTrade:
    """A detailed trade."""
    orders = listed(raw, "orders", "order")
    freight_fen, total_fen = rules.fen_of(raw.get("post_fee")), rules.fen_of(raw.get("payment"))
    lines = tuple(_line(order) for order in orders)
    return RemoteTrade(
        number=number_of(raw),
        stage=_stage(raw, orders),
        modified_at=rules.moment(raw["modified"]),
        placed_at=rules.moment(raw["created"]),
        paid_at=rules.from_beijing(raw.get("pay_time")),
        goods_fen=sum(line.unit_price_fen * line.quantity for line in lines),
        freight_fen=freight_fen,
        total_fen=total_fen,
        lines=lines,
        recipient=_recipient(raw),
        address_key=str(raw.get("oaid") or ""),
        buyer_note=str(raw.get("buyer_message") or ""),
        waybills=_waybills(orders),
        digest=rules.digest(raw),
    )


def _stage(raw: dict[str, Any], orders: list[dict[str, Any]]) -> str:
    stage = STAGE_OF.get(str(raw.get("status")), "held")
    if stage == "to_ship" and any(order.get("refund_status") in ASKS_REFUND for order in orders):
        return "held"
    return stage


def _line(order: dict[str, Any]) -> RemoteLine:
    quantity, unit_price_fen = int(order.get("num") or 1), rules.fen_of(order.get("price"))
    share = order.get("divide_order_fee") or order.get("payment") or order.get("total_fee")
    return RemoteLine(
        key=str(order.get("oid_str") or order["oid"]),
        item_id=str(order.get("num_iid") or ""),
        sku_id=str(order.get("sku_id") or ""),
        code=str(order.get("outer_sku_id") or order.get("outer_iid") or ""),
        title=str(order.get("title") or ""),
        label=_label(order.get("sku_properties_name")),
        quantity=quantity,
        unit_price_fen=unit_price_fen,
        paid_fen=rules.fen_of(share) if share is not None else unit_price_fen * quantity,
        is_closed=order.get("status") in CLOSED_LINE or order.get("refund_status") == "SUCCESS",
    )


def _label(properties: Any) -> str:
    """颜色:晨雾绿;规格:500ml → 晨雾绿 500ml"""
    parts = [part.rsplit(":", 1)[-1] for part in str(properties or "").split(";") if part]
    return " ".join(parts)


def _recipient(raw: dict[str, Any]) -> dict[str, str]:
    town, street = str(raw.get("receiver_town") or ""), str(raw.get("receiver_address") or "")
    return {
        "name": str(raw.get("receiver_name") or ""),
        "phone": str(raw.get("receiver_mobile") or raw.get("receiver_phone") or ""),
        "province": str(raw.get("receiver_state") or ""),
        "city": str(raw.get("receiver_city") or ""),
        "district": str(raw.get("receiver_district") or ""),
        "detail": f"{town}{street}",
    }


def _waybills(orders: list[dict[str, Any]]) -> tuple[RemoteWaybill, ...]:
    by_number: dict[tuple[str, str], list[str]] = {}
    for order in orders:
        if order.get("invoice_no"):
            key = (str(order.get("logistics_company") or ""), str(order["invoice_no"]))
            by_number.setdefault(key, []).append(str(order.get("oid_str") or order["oid"]))
    return tuple(RemoteWaybill(name, number, tuple(keys)) for (name, number), keys in by_number.items())


def skus_of(item: dict[str, Any]) -> list[RemoteSku]:
    """The SKUs of an item; an item without SKUs is one of its own."""
    num_iid, title = str(item["num_iid"]), str(item.get("title") or "")
    skus = listed(item, "skus", "sku")
    if not skus:
        return [RemoteSku(num_iid, "", str(item.get("outer_id") or ""), title, "", int(item.get("num") or 0))]
    return [
        RemoteSku(
            num_iid,
            str(sku["sku_id"]),
            str(sku.get("outer_id") or ""),
            title,
            _label(sku.get("properties_name")),
            int(sku.get("quantity") or 0),
        )
        for sku in skus
    ]
