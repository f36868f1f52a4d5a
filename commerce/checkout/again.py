"""再次购买: what of an earlier order can still be had goes into the basket; the rest is said in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from commerce.catalog.models import Product, Sku
from commerce.checkout.actions import MAX_QUANTITY, add_to_cart
from commerce.inventory import queries as inventory
from commerce.orders.models import OrderLine
from kernel.db import db


@dataclass(frozen=True)
class Again:
    """One line of the earlier order. pieces: how many can be had now; why: what is missing, empty when nothing is."""

    line: OrderLine
    pieces: int
    why: str


def look(lines: Sequence[OrderLine]) -> list[Again]:
    """What can still be had of these lines; two statements."""
    sku_ids = [line.sku_id for line in lines if line.sku_id is not None]
    on_sale = (
        select(Sku.id)
        .join(Product, (Product.tenant_id == Sku.tenant_id) & (Product.id == Sku.product_id))
        .where(Sku.id.in_(sku_ids), Sku.is_active, Product.state == "shelved")
    )
    known, levels = set(db.session.scalars(on_sale)), inventory.levels(sku_ids)
    found = []
    for line in lines:
        if line.sku_id not in known:
            found.append(Again(line, 0, "已下架"))
            continue
        sellable = max(0, levels.get(line.sku_id, inventory.NONE).sellable)
        pieces = min(line.quantity, sellable, MAX_QUANTITY)
        found.append(Again(line, pieces, "" if pieces == line.quantity else _short(sellable)))
    return found


def _short(sellable: int) -> str:
    return f"只剩 {sellable} 件" if sellable else "已售罄"


def put(member_id: int, lines: Sequence[OrderLine]) -> list[Again]:
    """Put what can be had into the basket. Returns what is missing; empty when everything is there."""
    found = look(lines)
    for again in found:
        if again.pieces and again.line.sku_id is not None:
            add_to_cart(member_id, again.line.sku_id, again.pieces)
    return [again for again in found if again.why]
