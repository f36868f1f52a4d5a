"""Reactions of the marketplaces' side to facts of the shop."""

from channels import queries
from channels.actions import pushes, waybills
from channels.jobs import parcels, stock
from commerce.events.inventory import StockChanged
from commerce.events.orders import OrderShipped
from jobs.queue import later


def on_stock_changed(fact: StockChanged) -> None:
    """Have the new level pushed to every platform that sells the SKU; the pushes of a moment become one."""
    for account_id in pushes.touch(fact.sku_id):
        stock.ask(account_id)


def on_order_shipped(fact: OrderShipped) -> None:
    """Tell the platform an imported order came from; a parcel copied from there is known to it."""
    if waybills.is_outgoing(fact.order_id, fact.shipment_id):
        remote = queries.remote_of_orders([fact.order_id])[fact.order_id]
        later(parcels.push_shipment, remote.account_id, fact.shipment_id, key=f"parcel:{fact.shipment_id}")
