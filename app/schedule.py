"""What runs when, on one page. Times are the shop's."""

from commerce.orders import jobs as orders
from jobs.schedule import Entry

SCHEDULE: tuple[Entry, ...] = (Entry("orders.sweep_unpaid", orders.sweep_unpaid, every_s=60, per_shop=True),)
