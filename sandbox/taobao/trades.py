"""Trades as TOP shows them: lists newest first, details, and only the fields asked for."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g

from sandbox.clock import beijing_text, from_beijing_text, now_s
from sandbox.here import here
from sandbox.market import masked, only, yuan
from sandbox.store import Record
from sandbox.taobao.gateway import (
    TopError,
    api,
    invalid,
    listed,
    missing,
    wanted_fields,
    whole,
)

MONTHS_S = 90 * 86400
DAY_S = 86400
# The list answer is partial; these come with trade.fullinfo.get only.
DETAIL_ONLY = {"buyer_message", "seller_memo", "oaid", "receiver_town"}
NOW_CLOSED = ("TRADE_FINISHED", "TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO")


def shown_order(order: Record) -> Record:
    """One 子订单."""
    body = {
        "oid": order["oid"],
        "oid_str": str(order["oid"]),
        "num_iid": order["num_iid"],
        "sku_id": str(order["sku_id"]) if order["sku_id"] else None,
        "outer_iid": order["outer_iid"],
        "outer_sku_id": order["outer_sku_id"],
        "title": order["title"],
        "sku_properties_name": order["properties_name"],
        "num": order["num"],
        "price": yuan(order["price_fen"]),
        "total_fee": yuan(order["price_fen"] * order["num"]),
        "payment": yuan(order["payment_fen"]),
        "divide_order_fee": yuan(order["payment_fen"]),
        "discount_fee": "0.00",
        "adjust_fee": "0.00",
        "refund_status": order["refund_status"],
        "refund_id": order.get("refund_id"),
        "status": order["status"],
        "logistics_company": order.get("logistics_company"),
        "invoice_no": order.get("invoice_no"),
        "consign_time": beijing_text(order["consign_s"]) if order.get("consign_s") else None,
    }
    return {name: value for name, value in body.items() if value is not None and value != ""}


def _money(trade: Record) -> Record:
    goods_fen = sum(order["price_fen"] * order["num"] for order in trade["orders"])
    paid_fen = sum(order["payment_fen"] for order in trade["orders"]) + trade["post_fee_fen"]
    finished = trade["status"] == "TRADE_FINISHED"
    return {
        "payment": yuan(paid_fen),
        "total_fee": yuan(goods_fen),
        "post_fee": yuan(trade["post_fee_fen"]),
        "discount_fee": "0.00",
        "adjust_fee": "0.00",
        "received_payment": yuan(paid_fen if finished else 0),
    }


def _receiver(trade: Record) -> Record:
    to = trade["receiver"]
    return {
        "receiver_name": masked(to["name"]),
        "receiver_state": to["state"],
        "receiver_city": to["city"],
        "receiver_district": to["district"],
        "receiver_town": to["town"],
        "receiver_address": masked(to["address"], 3),
        "receiver_zip": to["zip"],
        "receiver_mobile": to["mobile"][:3] + "****" + to["mobile"][-4:],
        "oaid": trade["oaid"],
    }


def shown_trade(trade: Record) -> Record:
    """The whole trade; absent values are absent fields."""
    body: Record = {
        "tid": trade["tid"],
        "tid_str": str(trade["tid"]),
        "status": trade["status"],
        "type": trade["type"],
        **_money(trade),
        "created": beijing_text(trade["created_s"]),
        "modified": beijing_text(trade["modified_s"]),
        "buyer_nick": masked(trade["buyer_nick"]),
        "buyer_open_uid": trade["buyer_open_uid"],
        "buyer_message": trade["buyer_message"],
        "seller_memo": trade["seller_memo"],
        "seller_flag": trade["seller_flag"],
        "seller_nick": trade["seller_nick"],
        **_receiver(trade),
        "shipping_type": "express" if trade["post_fee_fen"] else "free",
        "trade_from": "WAP",
        "num": sum(order["num"] for order in trade["orders"]) if len(trade["orders"]) == 1 else 0,
        "orders": {"order": [shown_order(order) for order in trade["orders"]]},
    }
    for field, kept in (
        ("pay_time", "pay_s"),
        ("consign_time", "consign_s"),
        ("end_time", "end_s"),
    ):
        if trade.get(kept):
            body[field] = beijing_text(trade[kept])
    return {name: value for name, value in body.items() if value not in (None, "")}


def _picked(trade: Record, fields: list[str], *, detail: bool) -> Record:
    body = shown_trade(trade)
    if not detail:
        body = {name: value for name, value in body.items() if name not in DETAIL_ONLY}
    inner = [name.split(".", 1)[1] for name in fields if name.startswith("orders.")]
    picked = only(body, [*fields, *(["orders"] if inner else [])])
    if inner and "orders" not in fields:
        picked["orders"] = {"order": [only(one, inner) for one in body["orders"]["order"]]}
    return picked


def _moment(values: Mapping[str, str], name: str) -> float | None:
    if not values.get(name):
        return None
    try:
        return from_beijing_text(values[name])
    except ValueError as error:
        raise invalid(name) from error


def _page(values: Mapping[str, str], trades: list[Record]) -> Record:
    fields = wanted_fields(values)
    number, size = (
        whole(values, "page_no", 1, low=1),
        whole(values, "page_size", 40, low=1, high=100),
    )
    rows = trades[(number - 1) * size : number * size]
    body = listed("trades", "trade", [_picked(one, fields, detail=False) for one in rows])
    if values.get("use_has_next") == "true":
        return body | {"has_next": number * size < len(trades)}
    return body | {"total_results": len(trades)}


def _of_shop(values: Mapping[str, str]) -> list[Record]:
    oldest_s = now_s() - MONTHS_S
    found = [one for one in here().store.all("trade", owner=g.taobao_shop["app_key"]) if one["created_s"] > oldest_s]
    if values.get("status"):
        found = [one for one in found if one["status"] in values["status"].split(",")]
    return found


@api("taobao.trades.sold.increment.get")
def increment(values: Mapping[str, str]) -> Record:
    """By time of change, at most a day, the latest change first."""
    start_s, end_s = _moment(values, "start_modified"), _moment(values, "end_modified")
    if start_s is None or end_s is None:
        raise missing("start_modified" if start_s is None else "end_modified")
    if not 0 <= end_s - start_s <= DAY_S:
        raise invalid("end_modified", "查询时间跨度不能超过一天")
    found = [one for one in _of_shop(values) if start_s <= int(one["modified_s"]) <= end_s]
    return _page(
        values,
        sorted(found, key=lambda one: (one["modified_s"], one["tid"]), reverse=True),
    )


@api("taobao.trades.sold.get")
def sold(values: Mapping[str, str]) -> Record:
    """By time of creation, newest first."""
    start_s, end_s = (
        _moment(values, "start_created") or 0.0,
        _moment(values, "end_created") or float("inf"),
    )
    found = [one for one in _of_shop(values) if start_s <= int(one["created_s"]) <= end_s]
    return _page(
        values,
        sorted(found, key=lambda one: (one["created_s"], one["tid"]), reverse=True),
    )


def own_trade(tid: int) -> Record:
    """The trade, if it is this seller's."""
    trade = here().store.get("trade", str(tid))
    if trade is None or trade["app_key"] != g.taobao_shop["app_key"]:
        raise TopError(15, "Remote service error", "isv.trade-not-exist", "交易不存在")
    return trade


@api("taobao.trade.fullinfo.get")
def fullinfo(values: Mapping[str, str]) -> Record:
    """One trade with everything asked for."""
    fields = wanted_fields(values)
    return {"trade": _picked(own_trade(whole(values, "tid")), fields, detail=True)}
