"""JOS orders and SKUs in our words. Numbers arrive as strings, money as yuan, absent as ""."""

from typing import Any

from channels import rules
from channels.ports import RemoteLine, RemoteSku, RemoteTrade, RemoteWaybill
from kernel.money import split_fen

ORDER_FIELDS = (
    "orderId,orderState,orderTotalPrice,orderSellerPrice,orderPayment,freightPrice,sellerDiscount,orderRemark,orderStartTime,"
    "paymentConfirmTime,orderEndTime,modified,consigneeInfo,itemInfoList,waybill,logisticsId,parentOrderId,directParentOrderId,"
    "openIdBuyer,open_id_buyer"
)
STAGE_OF = {
    "WAIT_SELLER_STOCK_OUT": "to_ship",
    "WAIT_SELLER_DELIVERY": "to_ship",
    "WAIT_SEND_CODE": "to_ship",
    "LOCKED": "held",
    "POP_ORDER_PAUSE": "held",
    "PAUSE": "held",
    "WAIT_GOODS_RECEIVE_CONFIRM": "shipped",
    "FINISHED_L": "done",
    "TRADE_CANCELED": "cancelled",
}
"""An unknown state is held: in doubt nothing leaves."""
STATES = (
    "WAIT_SELLER_STOCK_OUT,WAIT_GOODS_RECEIVE_CONFIRM,WAIT_SELLER_DELIVERY,POP_ORDER_PAUSE,PAUSE,FINISHED_L,TRADE_CANCELED,LOCKED,"
    "WAIT_SEND_CODE"
)


def trade_of(raw: dict[str, Any]) -> RemoteTrade:
    """An order of search or get. What we earn: the seller's price and the freight; JD pays its own discounts to us."""
    goods = [dict(item) for item in raw.get("itemInfoList") or []]
    goods_fen = sum(rules.fen_of(item.get("jdPrice")) * int(item.get("itemTotal") or 1) for item in goods)
    freight_fen = rules.fen_of(raw.get("freightPrice"))
    earned_fen = (
        rules.fen_of(raw.get("orderSellerPrice")) if raw.get("orderSellerPrice") not in (None, "") else goods_fen
    )
    return RemoteTrade(
        number=str(raw["orderId"]),
        stage=STAGE_OF.get(str(raw.get("orderState")), "held"),
        modified_at=rules.moment(raw["modified"]),
        placed_at=rules.moment(raw.get("orderStartTime") or raw["modified"]),
        paid_at=rules.from_beijing(raw.get("paymentConfirmTime")),
        goods_fen=goods_fen,
        freight_fen=freight_fen,
        total_fen=earned_fen + freight_fen,
        lines=_lines(goods, earned_fen),
        recipient=_recipient(raw.get("consigneeInfo") or {}),
        buyer_note=str(raw.get("orderRemark") or ""),
        waybills=_waybills(raw),
        parent_number=_parent(raw),
        digest=rules.digest(raw),
    )


def _lines(goods: list[dict[str, Any]], earned_fen: int) -> tuple[RemoteLine, ...]:
    """JD has no line ids: the SKU is the key, a second line of it (a gift) counts on, dearest first."""
    goods = sorted(goods, key=lambda item: (str(item.get("skuId")), -rules.fen_of(item.get("jdPrice"))))
    weights = [rules.fen_of(item.get("jdPrice")) * int(item.get("itemTotal") or 1) for item in goods]
    lines, seen = [], dict[str, int]()
    for item, paid_fen in zip(goods, split_fen(earned_fen, weights), strict=True):
        sku_id = str(item.get("skuId") or "")
        seen[sku_id] = seen.get(sku_id, 0) + 1
        key = sku_id if seen[sku_id] == 1 else f"{sku_id}.{seen[sku_id]}"
        lines.append(
            RemoteLine(
                key=key,
                item_id=str(item.get("wareId") or ""),
                sku_id=sku_id,
                code=str(item.get("outerSkuId") or ""),
                title=str(item.get("skuName") or ""),
                label="",
                quantity=int(item.get("itemTotal") or 1),
                unit_price_fen=rules.fen_of(item.get("jdPrice")),
                paid_fen=paid_fen,
            )
        )
    return tuple(lines)


def _recipient(to: dict[str, Any]) -> dict[str, str]:
    return {
        "name": str(to.get("fullname") or ""),
        "phone": str(to.get("mobile") or to.get("telephone") or ""),
        "province": str(to.get("province") or ""),
        "city": str(to.get("city") or ""),
        "district": str(to.get("county") or ""),
        "detail": f"{to.get('town') or ''}{to.get('fullAddress') or ''}",
    }


def _waybills(raw: dict[str, Any]) -> tuple[RemoteWaybill, ...]:
    """Several numbers of one carrier are joined by ",", carriers by "|"."""
    carriers, numbers = str(raw.get("logisticsId") or "").split("|"), str(raw.get("waybill") or "").split("|")
    found = []
    for place, joined in enumerate(numbers):
        carrier = carriers[min(place, len(carriers) - 1)]
        found += [RemoteWaybill(carrier, number) for number in joined.split(",") if number]
    return tuple(found)


def _parent(raw: dict[str, Any]) -> str:
    parent = str(raw.get("directParentOrderId") or raw.get("parentOrderId") or "")
    return "" if parent in ("", "0", str(raw["orderId"])) else parent


def sku_of(raw: dict[str, Any], titles: dict[str, str]) -> RemoteSku:
    """One SKU of the list. titles: of the wares, by id."""
    ware_id, name = str(raw.get("wareId") or ""), str(raw.get("skuName") or "")
    title = titles.get(ware_id) or name
    return RemoteSku(
        ware_id,
        str(raw["skuId"]),
        str(raw.get("outerId") or ""),
        title,
        name.removeprefix(title).strip(),
        int(raw.get("stockNum") or 0),
    )
