"""Who reacts to what: fact → handlers, on one page."""

from commerce.events.orders import OrderPlaced, OrderRepriced, OrderShipped
from commerce.events.payments import RefundRequested
from commerce.orders import handlers as orders
from commerce.payments import handlers as payments
from jobs.outbox import Handler

SUBSCRIPTIONS: dict[type, list[Handler]] = {
    OrderPlaced: [orders.on_order_placed],
    OrderRepriced: [orders.on_order_repriced],
    OrderShipped: [orders.on_order_shipped],
    RefundRequested: [payments.on_refund_requested],
}
