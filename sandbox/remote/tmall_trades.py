"""The trades of a Tmall shop: what buyers order, pay, cancel and send back there."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.clock import now_s
from sandbox.here import Sandbox
from sandbox.market import RECEIVER, new_number
from sandbox.remote.tmall_shelf import CannotDo, find, take
from sandbox.store import Record
from sandbox.taobao.shipping import SHIPPABLE

ORDER_KIND = "trade"
PAID, UNPAID = "WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_PAY"


def _order(line: dict[str, Any], item: Record, sku: Record | None, oid: int, status: str) -> Record:
    quantity = int(line["quantity"])
    price_fen = int(line.get("price_fen") or (sku or item)["price_fen"])
    order: Record = {
        "oid": oid,
        "num_iid": item["num_iid"],
        "sku_id": sku["sku_id"] if sku else None,
    }
    order |= {
        "outer_iid": item["outer_id"],
        "outer_sku_id": sku["outer_id"] if sku else "",
    }
    order |= {
        "title": item["title"],
        "properties_name": sku["properties_name"] if sku else "",
    }
    order |= {
        "num": quantity,
        "price_fen": price_fen,
        "payment_fen": price_fen * quantity,
    }
    return order | {"refund_status": "NO_REFUND", "status": status}


def new_order(sandbox: Sandbox, shop: Record, wish: dict[str, Any]) -> Record:
    """A buyer orders; stock is taken at once, as in Tmall's 拍下减库存."""
    status = PAID if wish.get("paid", True) else UNPAID
    with sandbox.store.transaction():
        tid, orders = new_number(16, "2"), []
        for place, line in enumerate(wish["lines"]):
            item, sku = find(sandbox, shop["app_key"], line)
            take(sandbox, item, sku, int(line["quantity"]))
            oid = tid if len(wish["lines"]) == 1 else tid + place + 1
            orders.append(_order(line, item, sku, oid, status))
        trade: Record = {
            "tid": tid,
            "app_key": shop["app_key"],
            "seller_nick": shop["nick"],
            "type": "guarantee_trade",
        }
        trade |= {
            "status": status,
            "orders": orders,
            "post_fee_fen": int(wish.get("post_fee_fen") or 0),
        }
        trade |= {
            "created_s": now_s(),
            "modified_s": now_s(),
            "pay_s": now_s() if status == PAID else None,
        }
        buyer = str(wish.get("buyer") or "tb_" + secrets.token_hex(3))
        trade |= {
            "buyer_nick": buyer,
            "buyer_open_uid": "AAH" + secrets.token_urlsafe(18),
            "seller_flag": 0,
        }
        trade |= {
            "buyer_message": wish.get("message") or "",
            "seller_memo": "",
            "oaid": secrets.token_urlsafe(48),
        }
        trade["receiver"] = {**RECEIVER, **(wish.get("receiver") or {})}
        sandbox.store.put(ORDER_KIND, str(tid), trade, owner=shop["app_key"])
    return trade


def _give_back(sandbox: Sandbox, trade: Record) -> None:
    for order in trade["orders"]:
        line = {
            "sku_id": order["sku_id"],
            "outer_id": order["outer_sku_id"] or order["outer_iid"],
        }
        item, sku = find(sandbox, trade["app_key"], line)
        take(sandbox, item, sku, -order["num"])


def _set_status(trade: Record, status: str) -> None:
    trade["status"] = status
    for order in trade["orders"]:
        order["status"] = status


def _pay(_sandbox: Sandbox, trade: Record, _wish: Record) -> None:
    if trade["status"] != UNPAID:
        raise CannotDo("the trade is not waiting for payment")
    _set_status(trade, PAID)
    trade["pay_s"] = now_s()


def _close(sandbox: Sandbox, trade: Record, _wish: Record) -> None:
    if trade["status"] == UNPAID or trade["status"] in SHIPPABLE:
        _give_back(sandbox, trade)
    elif trade["status"] != "WAIT_BUYER_CONFIRM_GOODS":
        raise CannotDo("the trade has ended")
    _set_status(trade, "TRADE_CLOSED_BY_TAOBAO" if trade["status"] == UNPAID else "TRADE_CLOSED")
    trade["end_s"] = now_s()


def _confirm(_sandbox: Sandbox, trade: Record, _wish: Record) -> None:
    if trade["status"] != "WAIT_BUYER_CONFIRM_GOODS":
        raise CannotDo("the trade has not been shipped")
    _set_status(trade, "TRADE_FINISHED")
    trade["end_s"] = now_s()


def _refund(sandbox: Sandbox, trade: Record, wish: Record) -> None:
    """A buyer asks for a refund of one 子订单: {oid?, reason?, refund_fen?, goods_return?}."""
    oid = int(wish.get("oid") or trade["orders"][0]["oid"])
    order = next((one for one in trade["orders"] if one["oid"] == oid), None)
    if order is None or order["status"] == UNPAID or order["refund_status"] not in ("NO_REFUND", "CLOSED"):
        raise CannotDo("there is nothing to refund")
    shipped = order["status"] == "WAIT_BUYER_CONFIRM_GOODS"
    refund: Record = {
        "refund_id": new_number(15, "1"),
        "app_key": trade["app_key"],
        "tid": trade["tid"],
        "oid": oid,
    }
    refund |= {
        "num_iid": order["num_iid"],
        "outer_id": order["outer_sku_id"] or order["outer_iid"],
        "num": order["num"],
    }
    refund |= {
        "title": order["title"],
        "total_fen": order["payment_fen"],
        "status": "WAIT_SELLER_AGREE",
    }
    refund |= {
        "refund_fen": int(wish.get("refund_fen") or order["payment_fen"]),
        "order_status": order["status"],
    }
    refund |= {
        "good_status": "BUYER_RECEIVED" if shipped else "BUYER_NOT_RECEIVED",
        "refund_phase": "onsale",
    }
    refund |= {
        "has_good_return": bool(wish.get("goods_return")),
        "reason": wish.get("reason") or "不想要了",
        "desc": "",
    }
    refund |= {"created_s": now_s(), "modified_s": now_s()}
    sandbox.store.put("trade_refund", str(refund["refund_id"]), refund, owner=trade["app_key"])
    order |= {"refund_status": refund["status"], "refund_id": refund["refund_id"]}


def _refund_done(sandbox: Sandbox, trade: Record, wish: Record) -> None:
    """The refund ends: {oid?, status: SUCCESS|CLOSED}; a trade refunded as a whole closes."""
    oid = int(wish.get("oid") or trade["orders"][0]["oid"])
    order = next((one for one in trade["orders"] if one["oid"] == oid), None)
    refund = sandbox.store.get("trade_refund", str((order or {}).get("refund_id")))
    if order is None or refund is None:
        raise CannotDo("no refund was asked for")
    order["refund_status"] = refund["status"] = wish.get("status") or "SUCCESS"
    refund["modified_s"] = now_s()
    if refund["status"] == "SUCCESS":
        order["status"] = "TRADE_CLOSED"
    if all(one["status"] == "TRADE_CLOSED" for one in trade["orders"]):
        trade |= {"status": "TRADE_CLOSED", "end_s": now_s()}
    sandbox.store.put("trade_refund", str(refund["refund_id"]), refund)


def _touch(_sandbox: Sandbox, trade: Record, wish: Record) -> None:
    trade["seller_memo"] = wish.get("seller_memo") or trade["seller_memo"]


ACTIONS = {
    "pay": _pay, "close": _close, "confirm": _confirm, "refund": _refund, "refund_done": _refund_done, "touch": _touch,
}  # fmt: skip


def change(sandbox: Sandbox, number: int, action: str, wish: Record) -> Record:
    """Something happens to a trade; its time of change moves."""
    with sandbox.store.transaction():
        trade = sandbox.store.get(ORDER_KIND, str(number))
        if trade is None or action not in ACTIONS:
            raise CannotDo(f"no such trade, or action not one of {', '.join(ACTIONS)}")
        ACTIONS[action](sandbox, trade, wish)
        trade["modified_s"] = now_s()
        sandbox.store.put(ORDER_KIND, str(number), trade)
    return trade


def shipment(trade: Record) -> Record:
    """What was shipped."""
    parts = [
        {
            "oid": one["oid"],
            "company": one["logistics_company"],
            "waybill": one["invoice_no"],
        }
        for one in trade["orders"]
        if one.get("invoice_no")
    ]
    first = parts[0] if parts else {"company": "", "waybill": ""}
    body = {
        "vendor": "taobao",
        "app_key": trade["app_key"],
        "order": str(trade["tid"]),
        "at_s": trade["consign_s"],
    }
    return body | {
        "company": first["company"],
        "waybill": first["waybill"],
        "parts": parts,
    }
