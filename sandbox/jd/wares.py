"""Wares, SKUs and their stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g

from sandbox.clock import beijing_text, now_s
from sandbox.here import here
from sandbox.jd.gateway import JosError, api, whole
from sandbox.market import note_stock, only, yuan
from sandbox.store import Record

ON_SALE = 8


def _all() -> list[Record]:
    return here().store.all("jd_ware", owner=g.jd_shop["app_key"])


def shown_ware(ware: Record) -> Record:
    """One ware; numbers are strings."""
    return {
        "wareId": str(ware["ware_id"]),
        "title": ware["title"],
        "itemNum": ware["outer_id"],
        "outerId": ware["outer_id"],
        "wareStatus": str(ware["status"]),
        "jdPrice": yuan(ware["price_fen"]),
        "stockNum": str(sum(sku["stock"] for sku in ware["skus"])),
        "logo": ware["logo"],
        "modified": beijing_text(ware["modified_s"]),
    }


def shown_sku(ware: Record, sku: Record) -> Record:
    """One SKU; numbers are strings."""
    return {
        "skuId": str(sku["sku_id"]),
        "wareId": str(ware["ware_id"]),
        "outerId": sku["outer_id"],
        "skuName": sku["name"],
        "jdPrice": yuan(sku["price_fen"]),
        "stockNum": str(sku["stock"]),
        "status": "1" if ware["status"] == ON_SALE else "2",
    }


def _page(arguments: Record, rows: list[Record], *, most: int) -> Record:
    number, size = (
        whole(arguments, "pageNo", 1),
        whole(arguments, "pageSize", 20, high=most),
    )
    fields = arguments.get("field") or arguments.get("fields")
    names = fields if isinstance(fields, list) else [one.strip() for one in str(fields or "").split(",") if one.strip()]
    shown = rows[(number - 1) * size : number * size]
    if names:
        shown = [only(row, ["wareId", "skuId", *names]) for row in shown]
    page = {
        "pageNo": str(number),
        "pageSize": str(size),
        "totalItem": str(len(rows)),
        "data": shown,
    }
    return {"page": page}


@api("jingdong.ware.read.searchWare4Valid")
def search_wares(arguments: Record) -> Record:
    """Wares that are not deleted; searchKey looks into the title."""
    key = str(arguments.get("searchKey") or "")
    rows = [shown_ware(ware) for ware in _all() if key in ware["title"]]
    return _page(arguments, rows, most=50)


def _matcher(arguments: Record) -> Callable[[Record, Record], bool]:
    def numbers(name: str) -> set[str]:
        value: Any = arguments.get(name)
        if value in (None, "", []):
            return set()
        return {str(one) for one in (value if isinstance(value, list) else str(value).split(","))}

    wares, skus, outer = (
        numbers("wareId"),
        numbers("skuId"),
        numbers("outId") | numbers("outerId"),
    )

    def matches(ware: Record, sku: Record) -> bool:
        return (
            (not wares or str(ware["ware_id"]) in wares)
            and (not skus or str(sku["sku_id"]) in skus)
            and (not outer or sku["outer_id"] in outer)
        )

    return matches


@api("jingdong.sku.read.searchSkuList")
def search_skus(arguments: Record) -> Record:
    """SKUs, filtered by wareId, skuId or outId."""
    matches = _matcher(arguments)
    rows = [shown_sku(ware, sku) for ware in _all() for sku in ware["skus"] if matches(ware, sku)]
    return _page(arguments, rows, most=50)


def _place(sku_id: str) -> tuple[Record, Record] | None:
    link = here().store.get("jd_sku", sku_id)
    ware = here().store.get("jd_ware", link["ware_id"]) if link else None
    if ware is None or ware["app_key"] != g.jd_shop["app_key"]:
        return None
    return ware, next(sku for sku in ware["skus"] if str(sku["sku_id"]) == sku_id)


@api("jingdong.ware.stock.sku.query")
def stock_query(arguments: Record) -> Record:
    """Stock of one or several SKUs: skuId (number, list or comma list)."""
    value = arguments.get("skuId") or arguments.get("skuIds") or ""
    asked = [str(one).strip() for one in (value if isinstance(value, list) else str(value).split(","))]
    rows = []
    for sku_id in asked:
        found = _place(sku_id)
        if found is not None:
            numbers = {
                "skuId": sku_id,
                "storeId": "0",
                "stockNum": str(found[1]["stock"]),
            }
            rows.append(
                numbers
                | {
                    "orderBookingNum": "0",
                    "appBookingNum": "0",
                    "orderTransferNum": "0",
                }
            )
    return {"returnType": {"success": True, "obj": rows}}


def _set_one(wish: Record) -> Record:
    sku_id = str(wish.get("skuId", ""))
    result = {"data": sku_id, "storeId": str(wish.get("storeId") or 0)}
    found = _place(sku_id)
    if found is None:
        return result | {"success": False, "message": "sku不属于该商家"}
    ware, sku = found
    relative = wish.get("stockNum") is None
    try:
        amount = int(str(wish["incrStockNum"] if relative else wish["stockNum"]))
    except (KeyError, ValueError):
        return result | {"success": False, "message": "库存数不合法"}
    wanted = sku["stock"] + amount if relative else amount
    if wanted < 0:
        return result | {"success": False, "message": "库存数不能小于0"}
    sku["stock"] = wanted
    ware["modified_s"] = now_s()
    here().store.put("jd_ware", str(ware["ware_id"]), ware)
    note_stock(
        "jd",
        ware["app_key"],
        sku_id=sku_id,
        outer_id=sku["outer_id"],
        quantity=amount,
        increment=relative,
    )
    return result | {"success": True, "message": ""}


@api("jingdong.ware.stock.sku.set")
def stock_set(arguments: Record) -> Record:
    """Set stock per SKU; each has its own success. The same stockRfId again changes nothing."""
    wish = arguments.get("req")
    if not isinstance(wish, dict) or not isinstance(wish.get("skuStocks"), list):
        raise JosError("60", "req.skuStocks")
    store, once = here().store, wish.get("stockRfId")
    key = f"jd|{g.jd_shop['app_key']}|{once}"
    with store.transaction():
        earlier = store.get("message_once", key) if once else None
        if earlier is not None:
            return {"returnType": earlier}
        results = [_set_one(one) for one in wish["skuStocks"]]
        answer = {"success": True, "obj": {"updateStockResult": results}}
        if once:
            store.put("message_once", key, answer)
    return {"returnType": answer}
