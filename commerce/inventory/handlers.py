"""Reactions of inventory to facts."""

from collections.abc import Sequence

from commerce.catalog import wishes
from commerce.events.inventory import StockChanged
from commerce.inventory import actions, queries
from jobs.outbox import together
from tenants.events import TenantCreated


@together
def on_stock_changed(facts: Sequence[StockChanged]) -> None:
    """Those who waited for a SKU hear of it, once pieces are there."""
    waited_for = wishes.waited_for({fact.sku_id for fact in facts})
    for sku_id, level in sorted(queries.levels(waited_for).items()) if waited_for else ():
        if level.sellable > 0:
            wishes.tell_restocked(sku_id)


def on_tenant_created(fact: TenantCreated) -> None:
    """A new shop has a warehouse to put its first goods in. Source: 补充段落「中心仓+前置仓」."""
    if not queries.warehouses():
        actions.add_warehouse("centre", "中心仓")
