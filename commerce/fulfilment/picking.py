"""What to fetch from the shelves for several orders: by warehouse and SKU, with the orders it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from commerce.inventory.models import Hold, Stock, Warehouse
from commerce.orders import queries as orders
from commerce.orders.models import Order
from commerce.orders.states import ORDER
from kernel.db import db


@dataclass(frozen=True)
class Pick:
    """Pieces of one SKU from one warehouse. orders: (order number, pieces) each."""

    warehouse: str
    sku_code: str
    title: str
    sku_label: str
    pieces: int
    orders: tuple[tuple[str, int], ...]


def may_pick(order: Order) -> bool:
    """Whether an order's goods may leave now."""
    return ORDER.can(order, "ship") and not order.is_blocked


def picks(found: Sequence[Order]) -> list[Pick]:
    """The walk through the house for these orders: warehouse, then code. Pieces under an after-sale case stay.

    Two statements. Orders that may not be shipped are left out.
    """
    ready = {order.id: order for order in found if may_pick(order)}
    places = _places(list(ready))
    gathered: dict[tuple[str, str, str, str], list[tuple[str, int]]] = {}
    for order_id, lines in orders.lines_of(list(ready)).items():
        for line in lines:
            held = places.get((order_id, line.sku_id or 0), [])
            for warehouse, pieces in allocate(line.shippable, held):
                key = (warehouse, line.sku_code, line.title, line.sku_label)
                gathered.setdefault(key, []).append((ready[order_id].number, pieces))
    return [Pick(*key, sum(pieces for _, pieces in to), tuple(to)) for key, to in sorted(gathered.items())]


def allocate(wanted: int, held: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Divide pieces over the warehouses that keep them; what no warehouse names is left to be found. Adds up."""
    shares = []
    for warehouse, pieces in held:
        taken = min(wanted, pieces)
        if taken > 0:
            shares.append((warehouse, taken))
            wanted -= taken
    return [*shares, ("", wanted)] if wanted > 0 else shares


def _places(order_ids: Sequence[int]) -> Mapping[tuple[int, int], list[tuple[str, int]]]:
    statement = (
        select(Hold.order_id, Hold.sku_id, Warehouse.name, Hold.quantity - Hold.returned_quantity)
        .join(Stock, (Stock.tenant_id == Hold.tenant_id) & (Stock.id == Hold.stock_id))
        .join(Warehouse, (Warehouse.tenant_id == Stock.tenant_id) & (Warehouse.id == Stock.warehouse_id))
        .where(Hold.order_id.in_(order_ids), Hold.state == "committed")
        .order_by(Hold.order_id, Warehouse.position, Hold.id)
    )
    places: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for order_id, sku_id, warehouse, pieces in db.session.execute(statement):
        places.setdefault((order_id, sku_id), []).append((warehouse, pieces))
    return places
