"""Who reacts to what: fact → handlers, on one page."""

from channels import handlers as channels
from commerce.aftersale import handlers as aftersale
from commerce.events.aftersale import CaseMessageSent, CaseMoved
from commerce.events.catalog import RestockTold
from commerce.events.inventory import StockChanged
from commerce.events.orders import (
    OrderClosed,
    OrderPaid,
    OrderPartRefunded,
    OrderPlaced,
    OrderRefunded,
    OrderRepriced,
    OrderShipped,
)
from commerce.events.payments import RefundFailed, RefundRequested, RefundSettled
from commerce.events.promotions import GroupFailed, GroupOpened, GroupSucceeded
from commerce.inventory import handlers as inventory
from commerce.invoices import handlers as invoices
from commerce.orders import handlers as orders
from commerce.payments import handlers as payments
from commerce.promotions.groupbuy import handlers as groupbuy
from jobs.outbox import Handler
from tenants.events import TenantCreated
from wechat import handlers as wechat

SUBSCRIPTIONS: dict[type, list[Handler]] = {
    TenantCreated: [inventory.on_tenant_created],
    OrderPlaced: [orders.on_order_placed],
    OrderPaid: [groupbuy.on_order_paid, orders.on_order_paid, wechat.on_order_paid],
    OrderClosed: [groupbuy.on_order_closed],
    GroupOpened: [groupbuy.on_group_opened],
    OrderRepriced: [orders.on_order_repriced],
    OrderRefunded: [groupbuy.on_order_refunded, aftersale.on_order_refunded, invoices.on_order_refunded],
    OrderPartRefunded: [orders.on_order_part_refunded, invoices.on_order_part_refunded],
    OrderShipped: [orders.on_order_shipped, channels.on_order_shipped, wechat.on_order_shipped],
    RefundRequested: [payments.on_refund_requested],
    RefundSettled: [aftersale.on_refund_settled, wechat.on_refund_settled],
    CaseMoved: [wechat.on_case_moved],
    CaseMessageSent: [wechat.on_case_message],
    RefundFailed: [aftersale.on_refund_failed],
    GroupSucceeded: [wechat.on_group_succeeded],
    GroupFailed: [groupbuy.on_group_failed, wechat.on_group_failed],
    RestockTold: [wechat.on_restock_told],
    StockChanged: [inventory.on_stock_changed, channels.on_stock_changed],
}
