"""Items and their stock: reading, and the three ways to set quantities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import g

from sandbox.clock import beijing_text, now_s
from sandbox.here import here
from sandbox.market import note_stock, only, yuan
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

MOST_SKUS = 20


def shown_sku(sku: Record) -> Record:
    """One SKU as TOP shows it."""
    return {
        "sku_id": sku["sku_id"],
        "properties": sku["properties"],
        "properties_name": sku["properties_name"],
        "quantity": sku["quantity"],
        "price": yuan(sku["price_fen"]),
        "outer_id": sku["outer_id"],
        "status": "normal",
        "modified": beijing_text(sku["modified_s"]),
    }


def shown_item(item: Record) -> Record:
    """One item; without SKUs the `skus` list is absent."""
    body = {
        "num_iid": item["num_iid"],
        "title": item["title"],
        "nick": item["nick"],
        "price": yuan(item["price_fen"]),
        "num": total_quantity(item),
        "outer_id": item["outer_id"],
        "approve_status": item["approve_status"],
        "pic_url": item["pic_url"],
        "modified": beijing_text(item["modified_s"]),
    }
    return body | listed("skus", "sku", [shown_sku(sku) for sku in item["skus"]])


def total_quantity(item: Record) -> int:
    """The item's stock: the sum of its SKUs, or its own."""
    return sum(sku["quantity"] for sku in item["skus"]) if item["skus"] else int(item["num"])


def _own(num_iid: int) -> Record:
    item = here().store.get("taobao_item", str(num_iid))
    if item is None or item["app_key"] != g.taobao_shop["app_key"]:
        raise TopError(15, "Remote service error", "isv.item-not-exist:num_iid", "商品不存在")
    return item


def _picked(item: Record, fields: list[str]) -> Record:
    names = {"skus" if name in ("sku", "skus") or name.startswith(("sku.", "skus.")) else name for name in fields}
    return only(shown_item(item), names)


@api("taobao.item.seller.get")
def item_seller_get(values: Mapping[str, str]) -> Record:
    """One item with its SKUs."""
    fields = wanted_fields(values)
    return {"item": _picked(_own(whole(values, "num_iid")), fields)}


def _listed_by_state(values: Mapping[str, str], state: str) -> Record:
    fields = wanted_fields(values)
    number, size = (
        whole(values, "page_no", 1, low=1),
        whole(values, "page_size", 40, low=1, high=200),
    )
    found = here().store.all("taobao_item", owner=g.taobao_shop["app_key"])
    found = [one for one in found if one["approve_status"] == state and values.get("q", "") in one["title"]]
    rows = [
        _picked(one, [name for name in fields if name != "skus"]) for one in found[(number - 1) * size : number * size]
    ]
    return listed("items", "item", rows) | {"total_results": len(found)}


@api("taobao.items.onsale.get")
def onsale(values: Mapping[str, str]) -> Record:
    """Items on sale, without their SKUs."""
    return _listed_by_state(values, "onsale")


@api("taobao.items.inventory.get")
def inventory(values: Mapping[str, str]) -> Record:
    """Items in the storehouse, without their SKUs."""
    return _listed_by_state(values, "instock")


def _found_sku(item: Record, name: str, value: str) -> Record:
    found: Record
    for found in item["skus"]:
        if str(found[name]) == value:
            return found
    raise TopError(15, "Remote service error", f"isv.invalid-parameter:{name}", "SKU不存在")


def _set(place: Record, field: str, quantity: int, *, increment: bool) -> None:
    wanted = place[field] + quantity if increment else quantity
    if wanted < 0:
        raise invalid("quantity", "库存不能小于0")
    place[field] = wanted
    place["modified_s"] = now_s()


def _keep(item: Record, changes: list[tuple[str, int]], *, increment: bool) -> None:
    item["modified_s"] = now_s()
    here().store.put("taobao_item", str(item["num_iid"]), item)
    for outer_id, quantity in changes:
        note_stock(
            "taobao",
            item["app_key"],
            num_iid=item["num_iid"],
            outer_id=outer_id,
            quantity=quantity,
            increment=increment,
        )


def _changed(item: Record) -> Record:
    body = only(shown_item(item), ("num_iid", "num", "skus", "modified"))
    return {"item": body}


@api("taobao.item.quantity.update")
def item_quantity_update(values: Mapping[str, str]) -> Record:
    """One SKU, or an item that has none; type 1 = full, 2 = increment."""
    quantity, increment = (
        whole(values, "quantity", low=-(10**9)),
        whole(values, "type", 1, low=1, high=2) == 2,
    )
    with here().store.transaction():
        item = _own(whole(values, "num_iid"))
        if values.get("sku_id") or values.get("outer_id"):
            name = "sku_id" if values.get("sku_id") else "outer_id"
            sku = _found_sku(item, name, values[name])
            _set(sku, "quantity", quantity, increment=increment)
            outer_id = sku["outer_id"]
        elif item["skus"]:
            raise missing("sku_id")
        else:
            _set(item, "num", quantity, increment=increment)
            outer_id = item["outer_id"]
        _keep(item, [(outer_id, quantity)], increment=increment)
    return _changed(item)


def _pairs(values: Mapping[str, str]) -> tuple[str, list[tuple[str, int]]]:
    name = "skuid_quantities" if values.get("skuid_quantities") else "outerid_quantities"
    if not values.get(name):
        raise missing("skuid_quantities")
    try:
        found = [part.rsplit(":", 1) for part in values[name].strip(";").split(";")]
        pairs = [(key, int(quantity)) for key, quantity in found]
    except ValueError as error:
        raise invalid(name) from error
    if len(pairs) > MOST_SKUS:
        raise invalid(name, "一次最多更新20个SKU")
    return ("sku_id" if name == "skuid_quantities" else "outer_id"), pairs


@api("taobao.skus.quantity.update")
def skus_quantity_update(values: Mapping[str, str]) -> Record:
    """Up to 20 SKUs of one item: all of them or none."""
    increment = whole(values, "type", 1, low=1, high=2) == 2
    name, pairs = _pairs(values)
    with here().store.transaction():
        item = _own(whole(values, "num_iid"))
        changes = []
        for key, quantity in pairs:
            sku = _found_sku(item, name, key)
            _set(sku, "quantity", quantity, increment=increment)
            changes.append((sku["outer_id"], quantity))
        _keep(item, changes, increment=increment)
    return _changed(item)


def _rows(values: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(values.get(name) or "[]")
        return [dict(row) for row in rows]
    except (ValueError, TypeError) as error:
        raise invalid(name) from error


@api("tmall.item.quantity.update")
def tmall_item_quantity_update(values: Mapping[str, str]) -> Record:
    """JSON arguments; `options.outer_biz_key` makes an increment safe to repeat."""
    try:
        options = json.loads(values.get("options") or "{}")
    except ValueError as error:
        raise invalid("options") from error
    increment, once = int(options.get("type") or 1) == 2, options.get("outer_biz_key")
    store, rows = here().store, _rows(values, "sku_quantities")
    with store.transaction():
        item = _own(whole(values, "item_id"))
        if once and not store.add("message_once", f"tmall|{item['num_iid']}|{once}", {}):
            return {"quantity_update_result": str(item["num_iid"])}
        changes = []
        for row in rows:
            name = next(
                (one for one in ("sku_id", "properties", "outer_id") if row.get(one)),
                "sku_id",
            )
            sku = _found_sku(item, name, str(row.get(name, "")))
            _set(sku, "quantity", int(row["quantity"]), increment=increment)
            changes.append((sku["outer_id"], int(row["quantity"])))
        if values.get("item_quantity") and not item["skus"]:
            _set(item, "num", whole(values, "item_quantity"), increment=increment)
            changes.append((item["outer_id"], whole(values, "item_quantity")))
        _keep(item, changes, increment=increment)
    return {"quantity_update_result": str(item["num_iid"])}
