"""What a basket costs. Pure; integer fen; every share exact.

A line's price is the SKU's price, or the price of the one exclusive campaign the shopper chose (拼团).
Order discounts are split over the lines by largest remainder, so the shares add up to the fen. Freight is
one flat fee below the free threshold; the threshold compares what is paid for goods.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.money import split_fen


@dataclass(frozen=True)
class PricedLine:
    """One SKU in a quantity. unit_price_fen: what one piece costs before order discounts."""

    sku_id: int
    quantity: int
    unit_price_fen: int
    market_price_fen: int | None = None
    discount_fen: int = 0

    @property
    def subtotal_fen(self) -> int:
        return self.unit_price_fen * self.quantity

    @property
    def paid_fen(self) -> int:
        return self.subtotal_fen - self.discount_fen


@dataclass(frozen=True)
class Quote:
    """What the shopper sees and the till charges."""

    lines: tuple[PricedLine, ...]
    goods_fen: int
    discount_fen: int
    freight_fen: int
    to_free_freight_fen: int  # how much more buys free freight; 0 when it is free

    @property
    def total_fen(self) -> int:
        return self.goods_fen - self.discount_fen + self.freight_fen

    @property
    def saved_fen(self) -> int:
        """Against the crossed-out prices, discounts included."""
        crossed = sum(max(0, (line.market_price_fen or 0) - line.unit_price_fen) * line.quantity for line in self.lines)
        return crossed + self.discount_fen


def quote(lines: Sequence[PricedLine], *, freight_fen: int, free_freight_fen: int, discount_fen: int = 0) -> Quote:
    """Price a basket. discount_fen: an order discount, never more than the goods."""
    goods_fen = sum(line.subtotal_fen for line in lines)
    discount_fen = min(discount_fen, goods_fen)
    shares = split_fen(discount_fen, [line.subtotal_fen for line in lines])
    priced = tuple(
        PricedLine(line.sku_id, line.quantity, line.unit_price_fen, line.market_price_fen, share)
        for line, share in zip(lines, shares, strict=True)
    )
    paid_for_goods_fen = goods_fen - discount_fen
    is_free = not lines or paid_for_goods_fen >= free_freight_fen
    return Quote(
        lines=priced,
        goods_fen=goods_fen,
        discount_fen=discount_fen,
        freight_fen=0 if is_free else freight_fen,
        to_free_freight_fen=0 if is_free else free_freight_fen - paid_for_goods_fen,
    )


def reprice(lines: Sequence[PricedLine], total_for_goods_fen: int) -> tuple[int, list[int]]:
    """A person sets what the goods cost together: the order discount and each line's share of it."""
    goods_fen = sum(line.subtotal_fen for line in lines)
    discount_fen = goods_fen - total_for_goods_fen
    return discount_fen, split_fen(discount_fen, [line.subtotal_fen for line in lines])
