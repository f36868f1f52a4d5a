"""Remote goods, stock and orders at Taobao and JD, as sellers and buyers there would make them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from sandbox.control.asking import asked, refuse
from sandbox.here import here
from sandbox.remote import jd_shop_floor, tmall_shelf, tmall_trades
from sandbox.remote.tmall_shelf import CannotDo
from sandbox.store import Record

bp = Blueprint("market", __name__)

SHELVES: dict[str, Any] = {"taobao": tmall_shelf, "jd": jd_shop_floor}
DESKS: dict[str, Any] = {"taobao": tmall_trades, "jd": jd_shop_floor}


def _shelf(vendor: str) -> Any:
    return SHELVES.get(vendor) or refuse("vendor must be taobao or jd", 404)


def _desk(vendor: str) -> Any:
    return DESKS.get(vendor) or refuse("vendor must be taobao or jd", 404)


def _shop(vendor: str, app_key: str) -> Record:
    return here().store.get(f"{vendor}_shop", app_key) or refuse("no such shop", 404)


@bp.post("/<vendor>/items")
def put_item(vendor: str) -> Record:
    """{app_key, items: [{title, outer_id?, price_fen, stock?, skus?: [{outer_id, name?, stock, price_fen?}]}]}"""
    shelf, body = _shelf(vendor), asked("app_key")
    shop = _shop(vendor, body["app_key"])
    wishes = body.get("items") or [body]
    try:
        return {"items": [shelf.new_item(here(), shop, wish) for wish in wishes]}
    except (KeyError, TypeError, ValueError) as error:
        return refuse(f"title, price_fen and, per SKU, outer_id and stock are needed: {error!r}")


@bp.get("/<vendor>/items")
def items(vendor: str) -> Record:
    """Filter: app_key."""
    return {"items": here().store.all(_shelf(vendor).ITEM_KIND, owner=request.args.get("app_key"))}


@bp.get("/<vendor>/stock")
def stock(vendor: str) -> Record:
    """{outer_id: quantity} of one shop; filter: app_key."""
    return {"stock": _shelf(vendor).stock(here(), request.args.get("app_key"))}


@bp.put("/<vendor>/stock")
def set_stock(vendor: str) -> Record:
    """{app_key, outer_id, quantity}: as if the seller had changed it at the marketplace."""
    body = asked("app_key", "outer_id")
    try:
        changed: Record = _shelf(vendor).set_stock(here(), body["app_key"], body["outer_id"], int(body["quantity"]))
    except (CannotDo, KeyError) as error:
        return refuse(str(error), 404)
    return changed


@bp.post("/<vendor>/orders")
def put_order(vendor: str) -> Record:
    """{app_key, lines: [{outer_id|sku_id, quantity, price_fen?}], paid?, buyer?, post_fee_fen?, receiver?, message?}"""
    desk, body = _desk(vendor), asked("app_key", "lines")
    try:
        made: Record = desk.new_order(here(), _shop(vendor, body["app_key"]), body)
    except CannotDo as error:
        return refuse(str(error), 409)
    return made


@bp.get("/<vendor>/orders")
def orders(vendor: str) -> Record:
    """Filter: app_key."""
    return {"orders": here().store.all(_desk(vendor).ORDER_KIND, owner=request.args.get("app_key"))}


@bp.get("/<vendor>/orders/<int:number>")
def order(vendor: str, number: int) -> Record:
    """One remote order."""
    return here().store.get(_desk(vendor).ORDER_KIND, str(number)) or refuse("no such order", 404)


@bp.post("/<vendor>/orders/<int:number>/<action>")
def change_order(vendor: str, number: int, action: str) -> Record:
    """taobao: pay, close, confirm, refund, refund_done, touch; jd: cancel, lock, unlock, finish, touch."""
    try:
        changed: Record = _desk(vendor).change(here(), number, action, asked())
    except CannotDo as error:
        return refuse(str(error), 409)
    return changed


@bp.get("/shipments")
def shipments() -> Record:
    """What was shipped at the marketplaces: number, carrier and waybill of every remote order."""
    store = here().store
    found = [tmall_trades.shipment(one) for one in store.all("trade") if one.get("consign_s")]
    found += [jd_shop_floor.shipment(one) for one in store.all("jd_order") if one.get("shipped_s")]
    return {"shipments": found}


@bp.get("/stock-pushes")
def stock_pushes() -> Record:
    """Every stock that was set through TOP and JOS, oldest first; filters: vendor, app_key, outer_id."""
    wanted = {name: request.args[name] for name in ("vendor", "app_key", "outer_id") if request.args.get(name)}
    found = here().store.all("stock_push")
    return {"stock_pushes": [one for one in found if all(one.get(name) == value for name, value in wanted.items())]}
