"""Goods in lists: what ui/goods_card shows, from what the showcase knows."""

from collections.abc import Iterable
from typing import Any

from commerce.checkout.showcase import Card
from web.render import media_url


def of(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Cards ready for the template. A running group-buy shows its price and, crossed out, the single price."""
    return [_card(card) for card in cards]


def sold_text(count: int) -> str | None:
    """已售 862; above ten thousand 已售 1.2 万; nothing when nothing was sold."""
    if count < 1:
        return None
    return f"已售 {count:,}" if count < 10_000 else f"已售 {count // 1000 / 10:g} 万"


def _card(card: Card) -> dict[str, Any]:
    is_group = card.group_price_fen is not None and not card.is_sold_out
    return {
        "url": f"/p/{card.id}",
        "name": card.title,
        "image_url": media_url(card.media_key, 345),
        "price_fen": card.group_price_fen if is_group else card.price_fen,
        "is_from": card.is_group_from if is_group else card.is_from,
        "was_fen": card.price_fen if is_group else None,
        "sold_text": sold_text(card.sold_count),
        "tag": f"{card.group_size}人团" if is_group else None,
        "is_sold_out": card.is_sold_out,
    }
