"""What runs when, on one page. Times are the shop's."""

from channels.jobs import orders as channel_orders
from channels.jobs import stock as channel_stock
from channels.jobs import upkeep as channel_upkeep
from commerce.aftersale import jobs as aftersale
from commerce.books import files
from commerce.books import jobs as books
from commerce.invoices import erasing as invoices
from commerce.members import jobs as members
from commerce.orders import forgetting
from commerce.orders import jobs as orders
from commerce.promotions.groupbuy import jobs as groupbuy
from invariants import jobs as invariants
from jobs import pruning
from jobs.schedule import Entry
from wechat import jobs as wechat

SCHEDULE: tuple[Entry, ...] = (
    Entry("orders.sweep_unpaid", orders.sweep_unpaid, every_s=60, per_shop=True),
    Entry("groupbuy.sweep", groupbuy.sweep, every_s=60, per_shop=True),
    Entry("aftersale.sweep", aftersale.sweep, every_s=60, per_shop=True),
    Entry("aftersale.forget_uploads", aftersale.forget_uploads, daily_at="04:40", per_shop=True),
    Entry("invariants.check_all", invariants.check_all, every_s=3600),
    Entry("books.fetch_bills", books.fetch_bills, daily_at="10:00", per_shop=True),
    Entry("books.cross_check", books.cross_check, every_s=3600, per_shop=True),
    Entry("books.forget_files", files.forget_old, daily_at="04:20", per_shop=True),
    Entry("orders.forget_erased", forgetting.forget_erased, daily_at="04:30", per_shop=True),
    Entry("invoices.forget_erased", invoices.forget_erased, daily_at="04:30", per_shop=True),
    Entry("members.forget_codes", members.forget_codes, daily_at="04:10", per_shop=True),
    Entry("wechat.forget_pushes", wechat.forget_pushes, daily_at="04:20", per_shop=True),
    Entry("jobs.prune", pruning.prune, every_s=3600),
    Entry("channels.keep_pulling", channel_orders.keep_pulling, every_s=60, per_shop=True),
    Entry("channels.push_everything", channel_stock.push_everything, every_s=300, per_shop=True),
    Entry("channels.refresh_tokens", channel_upkeep.refresh_tokens, every_s=3600, per_shop=True),
    Entry("channels.reconcile", channel_upkeep.reconcile, daily_at="03:30", per_shop=True),
)
