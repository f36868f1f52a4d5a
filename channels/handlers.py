"""Reactions of the marketplaces' side to facts of the shop."""

from collections.abc import Sequence

from channels import queries
from channels.actions import pushes, waybills
from channels.jobs import parcels, stock
from commerce.events.inventory import StockChanged
from commerce.events.orders import OrderShipped
from jobs.outbox import together
from jobs.queue import later


@together
def on_stock_changed(facts: Sequence[StockChanged]) -> None:
    """Have the new levels pushed to every platform that sells the SKUs; the pushes of a moment become one."""
    for account_id in pushes.touch({fact.sku_id for fact in facts}):
        stock.ask(account_id)


def on_order_shipped(fact: OrderShipped) -> None:
    """Tell the platform an imported order came from; a parcel copied from there is known to it."""
    if waybills.is_outgoing(fact.order_id, fact.shipment_id):
        remote = queries.remote_of_orders([fact.order_id])[fact.order_id]
        later(parcels.push_shipment, remote.account_id, fact.shipment_id, key=f"parcel:{fact.shipment_id}")
