"""Lines of a remote order and the SKUs of ours they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from channels import queries
from channels.models import RemoteOrder
from channels.ports import RemoteLine, RemoteTrade
from channels.states import PLATFORMS
from commerce.catalog import sku_cards
from commerce.inventory import actions as inventory
from commerce.orders import imports
from kernel.db import db

WHY = {"unmapped": "未关联商品", "short": "库存不足（平台超卖）"}


@dataclass(frozen=True)
class MappedLine:
    """A remote line, the listing it came from and our SKU, as far as known."""

    remote: RemoteLine
    listing_id: int | None
    product_id: int | None
    sku_id: int | None
    imported: imports.ImportedLine


def lines_for(account_id: int, trade: RemoteTrade) -> list[MappedLine]:
    """The trade's lines in its own order. A line without a listing is found by its code."""
    listings = queries.listings_at(account_id, [(line.item_id, line.sku_id) for line in trade.lines])
    by_code = sku_cards.by_codes(line.code for line in trade.lines)
    cards = sku_cards.cards(row.sku_id for row in listings.values() if row.sku_id is not None)
    mapped = []
    for line in trade.lines:
        listing = listings.get((line.item_id, line.sku_id))
        card = cards.get(listing.sku_id or 0) if listing is not None else None
        card = card or by_code.get(line.code)
        imported = imports.ImportedLine(
            product_id=card.product_id if card else None,
            sku_id=card.sku_id if card else None,
            title=line.title,
            sku_label=line.label or (card.label if card else ""),
            sku_code=card.code if card else line.code,
            unit_price_fen=line.unit_price_fen,
            quantity=line.quantity,
            paid_fen=line.paid_fen,
        )
        mapped.append(MappedLine(line, listing.id if listing else None, imported.product_id, imported.sku_id, imported))
    return mapped


def problem(missing: Sequence[dict[str, Any]]) -> str | None:
    """What a person has to look at, in words."""
    if not missing:
        return None
    return "；".join(f"「{one['title']}」×{one['quantity']} {WHY[one['why']]}" for one in missing)


def attach_waiting(account_id: int, platform: str, item_id: str, remote_sku_id: str, sku_id: int) -> int:
    """A listing has just been linked: imported lines that waited for it get their SKU and take their stock.

    Returns how many lines. Safe to repeat: a line waits once.
    """
    statement = (
        select(RemoteOrder)
        .where(RemoteOrder.account_id == account_id, RemoteOrder.problem.is_not(None), RemoteOrder.has_stock.is_(True))
        .order_by(RemoteOrder.id)
        .with_for_update(key_share=True)
    )
    card, attached = sku_cards.cards([sku_id])[sku_id], 0
    for row in db.session.scalars(statement):
        waiting = [one for one in row.missing if _is_for(one, item_id, remote_sku_id)]
        for one in waiting:
            _attach(row, one, platform, card)
            attached += 1
        if waiting:
            row.missing = [one for one in row.missing if one not in waiting]
            row.problem = problem(row.missing)
    return attached


def _is_for(missing: dict[str, Any], item_id: str, remote_sku_id: str) -> bool:
    return missing["why"] == "unmapped" and (missing["item_id"], missing["remote_sku_id"]) == (item_id, remote_sku_id)


def _attach(row: RemoteOrder, missing: dict[str, Any], platform: str, card: sku_cards.SkuCard) -> None:
    kept = next(line for line in row.lines if line["key"] == missing["key"])
    row.lines = [line | {"sku_id": card.sku_id} if line is kept else line for line in row.lines]
    if kept["order_line_id"] is not None:
        imports.attach(kept["order_line_id"], product_id=card.product_id, sku_id=card.sku_id)
    if row.stage in ("unpaid", "to_ship", "held"):
        reason = f"{PLATFORMS[platform]}订单 {row.remote_number}"
        cause = f"{platform}:{row.remote_number}:{kept['key']}"
        inventory.sell_elsewhere(card.sku_id, int(missing["quantity"]), cause=cause, reason=reason)
