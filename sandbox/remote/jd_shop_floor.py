"""A JD shop from inside: wares and buyers' orders."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.clock import now_s
from sandbox.here import Sandbox
from sandbox.jd.orders import CARRIERS
from sandbox.market import RECEIVER, new_number
from sandbox.remote.tmall_shelf import CannotDo
from sandbox.store import Record

ITEM_KIND, ORDER_KIND = "jd_ware", "jd_order"
PAID, SHIPPED, LOCKED = "WAIT_SELLER_STOCK_OUT", "WAIT_GOODS_RECEIVE_CONFIRM", "LOCKED"


def new_item(sandbox: Sandbox, shop: Record, wish: dict[str, Any]) -> Record:
    """List a ware; the same outer_id again replaces its stock, title and price but keeps its numbers."""
    store, outer_id = sandbox.store, str(wish.get("outer_id") or "")
    with store.transaction():
        found = store.all(ITEM_KIND, owner=shop["app_key"]) if outer_id else []
        known = next((one for one in found if one["outer_id"] == outer_id), None)
        ware_id, price_fen = (
            known["ware_id"] if known else new_number(14, "1"),
            int(wish["price_fen"]),
        )
        lone = {
            "outer_id": outer_id,
            "name": wish["title"],
            "stock": wish.get("stock") or 0,
        }
        skus = [_new_sku(one, price_fen, known) for one in wish.get("skus") or [lone]]
        ware: Record = {
            "ware_id": ware_id,
            "app_key": shop["app_key"],
            "title": wish["title"],
            "outer_id": outer_id,
        }
        ware |= {
            "status": int(wish.get("status") or 8),
            "price_fen": price_fen,
            "logo": wish.get("pic_url") or "",
        }
        ware |= {"skus": skus, "modified_s": now_s()}
        store.put(ITEM_KIND, str(ware_id), ware, owner=shop["app_key"])
        for sku in skus:
            store.put("jd_sku", str(sku["sku_id"]), {"ware_id": str(ware_id)})
    return ware


def _new_sku(wish: dict[str, Any], price_fen: int, known: Record | None) -> Record:
    outer_id = str(wish["outer_id"])
    earlier = next(
        (one for one in (known or {"skus": []})["skus"] if one["outer_id"] == outer_id),
        None,
    )
    sku: Record = {
        "sku_id": earlier["sku_id"] if earlier else new_number(14, "1"),
        "outer_id": outer_id,
    }
    sku |= {"name": str(wish.get("name") or outer_id), "stock": int(wish["stock"])}
    return sku | {"price_fen": int(wish.get("price_fen") or price_fen)}


def _find(sandbox: Sandbox, app_key: str | None, line: dict[str, Any]) -> tuple[Record, Record]:
    for ware in sandbox.store.all(ITEM_KIND, owner=app_key):
        for sku in ware["skus"]:
            if str(line.get("sku_id") or "") == str(sku["sku_id"]) or line.get("outer_id") == sku["outer_id"]:
                return ware, sku
    raise CannotDo(f"no such SKU: {line.get('outer_id') or line.get('sku_id')}")


def _take(sandbox: Sandbox, ware: Record, sku: Record, quantity: int) -> None:
    if sku["stock"] < quantity:
        raise CannotDo("not enough stock at the marketplace")
    sku["stock"] -= quantity
    sandbox.store.put(ITEM_KIND, str(ware["ware_id"]), ware)


def _item(line: dict[str, Any], ware: Record, sku: Record) -> Record:
    item: Record = {
        "sku_id": sku["sku_id"],
        "outer_id": sku["outer_id"],
        "ware_id": ware["ware_id"],
    }
    item |= {
        "name": f"{ware['title']} {sku['name']}",
        "quantity": int(line["quantity"]),
    }
    return item | {"price_fen": int(line.get("price_fen") or sku["price_fen"])}


def new_order(sandbox: Sandbox, shop: Record, wish: dict[str, Any]) -> Record:
    """A buyer orders and pays; JD shows paid orders only."""
    with sandbox.store.transaction():
        items = []
        for line in wish["lines"]:
            ware, sku = _find(sandbox, shop["app_key"], line)
            _take(sandbox, ware, sku, int(line["quantity"]))
            items.append(_item(line, ware, sku))
        order_id, buyer = (
            new_number(12, "3"),
            str(wish.get("buyer") or "jd_" + secrets.token_hex(3)),
        )
        order: Record = {
            "order_id": order_id,
            "app_key": shop["app_key"],
            "vender_id": shop["vender_id"],
            "items": items,
        }
        order |= {
            "state": wish.get("state") or PAID,
            "freight_fen": int(wish.get("post_fee_fen") or 0),
        }
        order |= {
            "seller_discount_fen": int(wish.get("discount_fen") or 0),
            "pin": buyer,
            "open_id": "o*" + buyer,
        }
        order |= {
            "remark": wish.get("message") or "",
            "vender_remark": "",
            "created_s": now_s(),
            "modified_s": now_s(),
        }
        order["receiver"] = {**RECEIVER, **(wish.get("receiver") or {})}
        sandbox.store.put(ORDER_KIND, str(order_id), order, owner=shop["app_key"])
    return order


def _cancel(sandbox: Sandbox, order: Record) -> None:
    if order["state"] not in (PAID, LOCKED):
        raise CannotDo("the order has been shipped or has ended")
    for item in order["items"]:
        ware, sku = _find(sandbox, order["app_key"], {"sku_id": item["sku_id"]})
        _take(sandbox, ware, sku, -item["quantity"])
    order |= {"state": "TRADE_CANCELED", "end_s": now_s()}


MOVES = {
    "lock": (PAID, LOCKED),
    "unlock": (LOCKED, PAID),
    "finish": (SHIPPED, "FINISHED_L"),
}


def change(sandbox: Sandbox, number: int, action: str, wish: Record) -> Record:
    """Something happens to an order; its time of change moves."""
    with sandbox.store.transaction():
        order = sandbox.store.get(ORDER_KIND, str(number))
        if order is None or action not in ("cancel", "touch", *MOVES):
            raise CannotDo("no such order, or action not one of cancel, lock, unlock, finish, touch")
        if action == "cancel":
            _cancel(sandbox, order)
        elif action in MOVES:
            before, after = MOVES[action]
            if order["state"] != before:
                raise CannotDo(f"the order is {order['state']}")
            order["state"] = after
        order |= {
            "modified_s": now_s(),
            "vender_remark": wish.get("seller_memo") or order["vender_remark"],
        }
        sandbox.store.put(ORDER_KIND, str(number), order)
    return order


def stock(sandbox: Sandbox, app_key: str | None) -> dict[str, int]:
    """Quantity by outer_id."""
    wares = sandbox.store.all(ITEM_KIND, owner=app_key)
    return {sku["outer_id"]: sku["stock"] for ware in wares for sku in ware["skus"]}


def set_stock(sandbox: Sandbox, app_key: str, outer_id: str, quantity: int) -> Record:
    """The seller changes a quantity at the marketplace."""
    with sandbox.store.transaction():
        ware, sku = _find(sandbox, app_key, {"outer_id": outer_id})
        sku["stock"] = quantity
        ware["modified_s"] = now_s()
        sandbox.store.put(ITEM_KIND, str(ware["ware_id"]), ware)
    return ware


def shipment(order: Record) -> Record:
    """What was shipped."""
    first = order["logistics_id"].split("|")[0]
    body = {
        "vendor": "jd",
        "app_key": order["app_key"],
        "order": str(order["order_id"]),
        "at_s": order["shipped_s"],
    }
    return body | {
        "company": CARRIERS.get(int(first), first),
        "waybill": order["waybill"],
        "parts": [],
    }
