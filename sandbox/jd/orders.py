"""POP orders: search, detail and 出库."""

from __future__ import annotations

from flask import g

from sandbox.clock import beijing_text, from_beijing_text, now_s
from sandbox.here import here
from sandbox.jd.gateway import JosError, api, good, whole
from sandbox.market import masked, only, yuan
from sandbox.store import Record

MONTH_S = 31 * 86400
STATES = (
    "WAIT_SELLER_STOCK_OUT",
    "WAIT_GOODS_RECEIVE_CONFIRM",
    "WAIT_SELLER_DELIVERY",
    "POP_ORDER_PAUSE",
    "PAUSE",
    "FINISHED_L",
    "TRADE_CANCELED",
    "LOCKED",
    "WAIT_SEND_CODE",
)
REMARKS = {
    "WAIT_SELLER_STOCK_OUT": "等待出库",
    "WAIT_GOODS_RECEIVE_CONFIRM": "等待确认收货",
    "FINISHED_L": "完成",
    "TRADE_CANCELED": "取消",
    "LOCKED": "锁定",
    "POP_ORDER_PAUSE": "暂停",
}
CARRIERS = {
    467: "顺丰速运",
    463: "圆通快递",
    470: "申通快递",
    1499: "中通速递",
    1327: "韵达快递",
    465: "EMS",
    3046: "德邦快递",
    2087: "京东快递",
    1274: "厂家自送",
}
OWN_DELIVERY = 1274


def _items(order: Record) -> list[Record]:
    return [
        {
            "skuId": str(item["sku_id"]),
            "outerSkuId": item["outer_id"],
            "skuName": item["name"],
            "jdPrice": yuan(item["price_fen"]),
            "itemTotal": str(item["quantity"]),
            "wareId": str(item["ware_id"]),
            "productNo": item["outer_id"],
            "giftPoint": "0",
        }
        for item in order["items"]
    ]


def _consignee(order: Record) -> Record:
    to = order["receiver"]
    return {
        "fullname": masked(to["name"]),
        "telephone": "",
        "mobile": to["mobile"][:3] + "****" + to["mobile"][-4:],
        "province": to["state"],
        "city": to["city"],
        "county": to["district"],
        "town": to["town"],
        "fullAddress": masked(to["state"] + to["city"] + to["district"], 9),
    }


def shown_order(order: Record) -> Record:
    """The whole order; numbers are strings, money is yuan."""
    goods_fen = sum(item["price_fen"] * item["quantity"] for item in order["items"])
    body: Record = {
        "orderId": str(order["order_id"]),
        "venderId": str(order["vender_id"]),
        "orderType": "22",
        "payType": "4-在线支付",
        "orderTotalPrice": yuan(goods_fen),
        "orderSellerPrice": yuan(goods_fen - order["seller_discount_fen"]),
        "orderPayment": yuan(goods_fen - order["seller_discount_fen"] + order["freight_fen"]),
        "freightPrice": yuan(order["freight_fen"]),
        "sellerDiscount": yuan(order["seller_discount_fen"]),
        "balanceUsed": "0.00",
        "orderState": order["state"],
        "orderStateRemark": REMARKS.get(order["state"], order["state"]),
        "deliveryType": "任意时间",
        "invoiceInfo": "不需要开具发票",
        "orderRemark": order["remark"],
        "venderRemark": order["vender_remark"],
        "orderStartTime": beijing_text(order["created_s"]),
        "paymentConfirmTime": beijing_text(order["created_s"]),
        "orderEndTime": beijing_text(order["end_s"]) if order.get("end_s") else "",
        "modified": beijing_text(order["modified_s"]),
        "consigneeInfo": _consignee(order),
        "itemInfoList": _items(order),
        "couponDetailList": [],
        "waybill": order.get("waybill", ""),
        "logisticsId": order.get("logistics_id", ""),
        "parentOrderId": str(order.get("parent_id", 0)),
        "directParentOrderId": str(order.get("parent_id", 0)),
        "pin": masked(order["pin"], 3),
        "open_id_buyer": order["open_id"],
        "xid_buyer": order["open_id"],
        "returnOrder": "0",
        "storeOrder": "",
    }
    return body


def _picked(order: Record, arguments: Record) -> Record:
    """Only what optional_fields lists; the order id always."""
    asked = arguments.get("optional_fields")
    names = [name.strip() for name in str(asked or "").split(",")]
    return only(shown_order(order), ["orderId", *names])


def _within(order: Record, arguments: Record) -> bool:
    field = "created_s" if str(arguments.get("dateType", "")) == "1" else "modified_s"
    start, end = arguments.get("start_date"), arguments.get("end_date")
    return (not start or int(order[field]) >= from_beijing_text(start)) and (
        not end or int(order[field]) <= from_beijing_text(end)
    )


def _check_dates(arguments: Record, states: list[str]) -> None:
    start, end = arguments.get("start_date"), arguments.get("end_date")
    if not (start and end):
        if states != ["WAIT_SELLER_STOCK_OUT"]:
            raise JosError("60", "start_date")
        return
    try:
        span_s = from_beijing_text(end) - from_beijing_text(start)
    except ValueError as error:
        raise JosError("61", "start_date") from error
    if not 0 <= span_s <= MONTH_S:
        raise JosError("61", "start_date,end_date")


@api("jingdong.pop.order.search")
def order_search(arguments: Record) -> Record:
    """By time of change (dateType=1: of creation), at most a month; flat or inside paramOrderJSFQuery."""
    arguments = arguments.get("paramOrderJSFQuery") or arguments
    states = [one.strip() for one in str(arguments.get("order_state") or "").split(",") if one.strip()]
    if not states or not arguments.get("optional_fields"):
        raise JosError("60", "order_state,optional_fields")
    if not set(states) <= set(STATES):
        raise JosError("61", "order_state")
    _check_dates(arguments, states)
    page, size = whole(arguments, "page"), whole(arguments, "page_size", high=100)
    by = "created_s" if str(arguments.get("dateType", "")) == "1" else "modified_s"
    found = here().store.all("jd_order", owner=g.jd_shop["app_key"])
    found = [one for one in found if one["state"] in states and _within(one, arguments)]
    found.sort(
        key=lambda one: (one[by], one["order_id"]),
        reverse=str(arguments.get("sortType", "")) == "1",
    )
    rows = [_picked(one, arguments) for one in found[(page - 1) * size : page * size]]
    result = {"orderTotal": str(len(found)), "orderInfoList": rows, "apiResult": good()}
    return {"searchorderinfo_result": result}


@api("jingdong.pop.order.get")
def order_get(arguments: Record) -> Record:
    """One order."""
    order = here().store.get("jd_order", str(whole(arguments, "order_id")))
    states = str(arguments.get("order_state") or "")
    if (
        order is None
        or order["app_key"] != g.jd_shop["app_key"]
        or (states and order["state"] not in states.split(","))
    ):
        return {
            "orderDetailInfo": {
                "orderInfo": {},
                "apiResult": good("order not exist", "订单不存在", 10400010),
            }
        }
    return {"orderDetailInfo": {"orderInfo": _picked(order, arguments), "apiResult": good()}}


def _cannot_ship(order: Record | None, carriers: list[str], numbers: str) -> Record | None:
    if order is None or order["app_key"] != g.jd_shop["app_key"]:
        return good("order not exist", "订单不存在", 10400010)
    if not carriers or not all(one.isdigit() and int(one) in CARRIERS for one in carriers):
        return good("logistics company not exist", "物流公司不存在", 10400012)
    if not numbers and carriers != [str(OWN_DELIVERY)]:
        return good("waybill is empty", "运单号不能为空", 10400013)
    if order["state"] == "LOCKED":
        return good("order is locked", "订单已锁定，不能出库", 10400014)
    if order["state"] != "WAIT_SELLER_STOCK_OUT":
        return good("order state error", "订单状态不是等待出库", 10400001)
    return None


@api("jingdong.pop.order.shipment")
def order_shipment(arguments: Record) -> Record:
    """SOP 出库: orderId, logiCoprId (numbers joined by |), logiNo."""
    order_id = whole(arguments, "orderId")
    carriers = [one for one in str(arguments.get("logiCoprId") or "").split("|") if one]
    numbers = str(arguments.get("logiNo") or "")
    with here().store.transaction():
        order = here().store.get("jd_order", str(order_id))
        refused = _cannot_ship(order, carriers, numbers)
        if refused is not None or order is None:
            return {"sopjosshipment_result": refused}
        order |= {
            "state": "WAIT_GOODS_RECEIVE_CONFIRM",
            "logistics_id": "|".join(carriers),
        }
        order |= {
            "waybill": "" if carriers == [str(OWN_DELIVERY)] else numbers,
            "modified_s": now_s(),
        }
        order["shipped_s"] = now_s()
        here().store.put("jd_order", str(order_id), order)
    return {"sopjosshipment_result": good()}
