"""What runs when, on one page. Times are the shop's."""

from commerce.orders import jobs as orders
from commerce.promotions.groupbuy import jobs as groupbuy
from jobs.schedule import Entry

SCHEDULE: tuple[Entry, ...] = (
    Entry("orders.sweep_unpaid", orders.sweep_unpaid, every_s=60, per_shop=True),
    Entry("groupbuy.sweep", groupbuy.sweep, every_s=60, per_shop=True),
)
