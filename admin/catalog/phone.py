"""The phone beside the editor: the shop's real product page, made from the form as typed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from admin.access import current_staff
from admin.catalog import swatches
from admin.catalog.sheet import Sheet, SkuRow, is_id, values_of
from kernel.db import reading
from kernel.errors import Invalid
from kernel.money import parse_yuan
from kernel.tenancy import current_tenant_id
from tenants import queries as tenants
from web import drafts, security
from web.addresses import of_host

if TYPE_CHECKING:
    from commerce.catalog.models import Media

SHOWN_IMAGES, SHOWN_SCENES, SHOWN_PARAMETERS = 4, 3, 8
"""The phone shows the top of the page; the address that carries the draft stays short."""


def phone_url(sheet: Sheet, media: "Mapping[int, Media]") -> str:
    """The address for the frame; the page being drawn may frame the shop's host. Empty while the shop is suspended."""
    if current_staff().shop_state != "active":
        return ""
    tenant_id = current_tenant_id()
    with reading():
        host = tenants.primary_host(tenant_id)
    security.allow_frame(of=of_host(host, ""))
    keys = {media_id: row.key for media_id, row in media.items()}
    return drafts.address("product", host, tenant_id, {"document": document(sheet, keys), "stock": stock(sheet)})


def document(sheet: Sheet, keys: Mapping[int, str]) -> dict[str, Any]:
    """The sheet as commerce/catalog/documents.py would store it. keys: media id → key."""
    plain = sheet.plain
    axes = [(i, option["name"]) for i, option in enumerate(sheet.options) if values_of(option["values"])]
    fits = all(len(row.values) == len(axes) for row in sheet.skus)
    images = [keys[i] for i in sheet.images if i in keys]
    return {
        "title": plain["title"] or "商品标题", "subtitle": plain["subtitle"], "brand": plain["brand"],
        "category_id": None, "category": None, "cover": images[0] if images else None,
        "images": [{"key": key, "role": "detail"} for key in images[:SHOWN_IMAGES]],
        "video_url": "", "points": [point for point in sheet.points if point["value"] and point["label"]],
        "guarantees": [text for text in sheet.guarantees if text],
        "parameters": [pair for pair in sheet.parameters if all(pair)][:SHOWN_PARAMETERS],
        "scenes": [_scene(scene, keys) for scene in sheet.scenes if is_id(scene["media"])][:SHOWN_SCENES],
        "options": [_option(sheet, i, name, keys) for i, name in axes] if fits else [],
        "limit": int(plain["limit_per_member"]) if is_id(plain["limit_per_member"]) else None,
        "skus": [_sku(i, row, keys) for i, row in enumerate(sheet.skus)],
    }  # fmt: skip


def stock(sheet: Sheet) -> dict[str, int]:
    """Place of the row → pieces it has or will start with."""
    typed = {i: row.cells["stock"] for i, row in enumerate(sheet.skus)}
    return {
        str(i): row.held if row.held is not None else (int(typed[i]) if is_id(typed[i]) else 0)
        for i, row in enumerate(sheet.skus)
    }


def _scene(scene: Mapping[str, str], keys: Mapping[int, str]) -> dict[str, Any]:
    return {"key": keys.get(int(scene["media"])), "headline": scene["headline"], "text": scene["text"][:60]}


def _option(sheet: Sheet, i: int, name: str, keys: Mapping[int, str]) -> dict[str, Any]:
    values = []
    for row in sheet.swatches_at(i):
        key = keys.get(int(row.kind)) if is_id(row.kind) else None
        values.append({"label": row.label, "key": key, "colour": row.colour if row.kind == swatches.COLOUR else None})
    return {"name": name or "规格", "values": values}


def _sku(i: int, row: SkuRow, keys: Mapping[int, str]) -> dict[str, Any]:
    media = row.cells["media"]
    return {
        "id": i, "values": row.values, "price_fen": _fen(row.cells["price"]) or 0,
        "market_price_fen": _fen(row.cells["market_price"]), "key": keys.get(int(media)) if is_id(media) else None,
    }  # fmt: skip


def _fen(typed: str) -> int | None:
    try:
        return parse_yuan(typed) if typed else None
    except Invalid:
        return None
