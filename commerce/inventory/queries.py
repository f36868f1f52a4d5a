"""Reads about stock."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from commerce.inventory.models import Movement, Stock, Warehouse
from kernel.db import db


@dataclass(frozen=True)
class Level:
    """All warehouses together."""

    on_hand: int
    reserved: int

    @property
    def sellable(self) -> int:
        return self.on_hand - self.reserved


NONE = Level(0, 0)


def levels(sku_ids: Iterable[int]) -> dict[int, Level]:
    """The level of each SKU; one query. SKUs without stock rows are missing."""
    rows = db.session.execute(
        select(Stock.sku_id, func.sum(Stock.on_hand), func.sum(Stock.reserved))
        .where(Stock.sku_id.in_(list(sku_ids)))
        .group_by(Stock.sku_id)
    )
    return {sku_id: Level(int(on_hand), int(reserved)) for sku_id, on_hand, reserved in rows}


def sellable(sku_id: int) -> int:
    """How many pieces of a SKU may be sold now."""
    return levels([sku_id]).get(sku_id, NONE).sellable


def warehouses() -> list[Warehouse]:
    """The shop's warehouses in the order stock is taken from them."""
    return list(db.session.scalars(select(Warehouse).order_by(Warehouse.position, Warehouse.id)))


def movements(sku_id: int, limit: int = 50) -> list[tuple[Movement, str]]:
    """The last changes of a SKU with the warehouse's name, newest first."""
    rows = db.session.execute(
        select(Movement, Warehouse.name)
        .join(Stock, Movement.stock_id == Stock.id)
        .join(Warehouse, Stock.warehouse_id == Warehouse.id)
        .where(Stock.sku_id == sku_id)
        .order_by(Movement.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]
