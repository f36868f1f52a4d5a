"""Reactions of inventory to facts."""

from commerce.catalog import wishes
from commerce.events.inventory import StockChanged
from commerce.inventory import queries


def on_stock_changed(fact: StockChanged) -> None:
    """Those who waited for the SKU hear of it, once pieces are there."""
    if queries.sellable(fact.sku_id) > 0:
        wishes.tell_restocked(fact.sku_id)
