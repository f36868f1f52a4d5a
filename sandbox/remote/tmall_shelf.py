"""The shelf of a Tmall shop: items, SKUs and their stock, as the seller keeps them there."""

from __future__ import annotations

from typing import Any

from sandbox.clock import now_s
from sandbox.here import Sandbox
from sandbox.market import new_number
from sandbox.store import Record, Store

ITEM_KIND = "taobao_item"


class CannotDo(Exception):
    """The marketplace would not allow it; the text says why."""


def new_item(sandbox: Sandbox, shop: Record, wish: dict[str, Any]) -> Record:
    """List an item; the same outer_id again replaces its stock, title and price but keeps its numbers."""
    store = sandbox.store
    with store.transaction():
        known = _item_of(store, shop["app_key"], str(wish.get("outer_id") or ""))
        num_iid = known["num_iid"] if known else new_number(12, "6")
        price_fen = int(wish["price_fen"])
        skus = [_new_sku(one, price_fen, known) for one in wish.get("skus") or []]
        item: Record = {
            "num_iid": num_iid,
            "app_key": shop["app_key"],
            "nick": shop["nick"],
            "title": wish["title"],
        }
        item |= {
            "price_fen": price_fen,
            "num": int(wish.get("stock") or 0),
            "outer_id": str(wish.get("outer_id") or ""),
        }
        item |= {
            "approve_status": wish.get("approve_status") or "onsale",
            "pic_url": wish.get("pic_url") or "",
        }
        item |= {"skus": skus, "modified_s": now_s()}
        store.put(ITEM_KIND, str(num_iid), item, owner=shop["app_key"])
    return item


def _item_of(store: Store, app_key: str, outer_id: str) -> Record | None:
    found = store.all(ITEM_KIND, owner=app_key) if outer_id else []
    return next((one for one in found if one["outer_id"] == outer_id), None)


def _new_sku(wish: dict[str, Any], price_fen: int, known: Record | None) -> Record:
    outer_id, name = str(wish["outer_id"]), str(wish.get("name") or wish["outer_id"])
    earlier = next(
        (one for one in (known or {"skus": []})["skus"] if one["outer_id"] == outer_id),
        None,
    )
    sku: Record = {
        "sku_id": earlier["sku_id"] if earlier else new_number(13, "5"),
        "outer_id": outer_id,
    }
    sku |= {
        "properties": f"1627207:{sku['sku_id'] % 10**7}",
        "properties_name": f"规格:{name}",
    }
    sku |= {
        "quantity": int(wish["stock"]),
        "price_fen": int(wish.get("price_fen") or price_fen),
        "modified_s": now_s(),
    }
    return sku


def find(sandbox: Sandbox, app_key: str | None, line: dict[str, Any]) -> tuple[Record, Record | None]:
    """The item and SKU of a line; the SKU is None for an item that has none."""
    for item in sandbox.store.all(ITEM_KIND, owner=app_key):
        for sku in item["skus"]:
            if str(line.get("sku_id") or "") == str(sku["sku_id"]) or line.get("outer_id") == sku["outer_id"]:
                return item, sku
        if not item["skus"] and line.get("outer_id") == item["outer_id"]:
            return item, None
    raise CannotDo(f"no such SKU: {line.get('outer_id') or line.get('sku_id')}")


def take(sandbox: Sandbox, item: Record, sku: Record | None, quantity: int) -> None:
    """Buyers take stock at the marketplace; a negative quantity gives it back."""
    place, field = (sku, "quantity") if sku else (item, "num")
    if place[field] < quantity:
        raise CannotDo("not enough stock at the marketplace")
    place[field] -= quantity
    sandbox.store.put(ITEM_KIND, str(item["num_iid"]), item)


def stock(sandbox: Sandbox, app_key: str | None) -> dict[str, int]:
    """Quantity by outer_id."""
    found: dict[str, int] = {}
    for item in sandbox.store.all(ITEM_KIND, owner=app_key):
        found |= {sku["outer_id"]: sku["quantity"] for sku in item["skus"]} or {item["outer_id"]: item["num"]}
    return found


def set_stock(sandbox: Sandbox, app_key: str, outer_id: str, quantity: int) -> Record:
    """The seller changes a quantity at the marketplace."""
    with sandbox.store.transaction():
        item, sku = find(sandbox, app_key, {"outer_id": outer_id})
        place, field = (sku, "quantity") if sku else (item, "num")
        place[field] = quantity
        item["modified_s"] = now_s()
        sandbox.store.put(ITEM_KIND, str(item["num_iid"]), item)
    return item
