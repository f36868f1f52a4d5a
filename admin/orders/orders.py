"""订单: the list and one order."""

from typing import Any

from flask import Blueprint, make_response, request

from admin.access import allow, current_staff
from admin.context import admin_page
from admin.orders import detail, filters, rows
from admin.orders.columns import shown
from admin.orders.strip import strip_of
from admin.orders.views import own_layout
from commerce.orders import figures, listing
from commerce.orders import queries as orders
from kernel import clock
from kernel.db import reading, transaction
from tenants import audit
from tenants.settings import LATE_AFTER_HOURS
from web.paging import size
from web.render import fragment, is_htmx

bp = Blueprint("admin_orders", __name__, url_prefix="/admin/orders")


@bp.get("")
@allow("orders.view")
def show() -> Any:
    """The list as the address narrows it."""
    asked = filters.read(request.args)
    with reading():
        wanted = filters.narrowing(asked)
        found = listing.page(
            wanted, before=request.args.get("before", ""), after=request.args.get("after", ""), limit=size()
        )
        lines = rows.rows(found.rows)
        layout = own_layout()
        counts = listing.counts()
        strip = strip_of(figures.strip(clock.now()), late_hours=LATE_AFTER_HOURS.get())
    context = {
        "asked": asked, "rows": lines, "total": found.total, "size": size(), "figures": strip, "here": _here(),
        "tabs": filters.tabs(asked, counts), "chips": filters.chips(asked), "sort_words": filters.SORT_WORDS,
        "tab_word": filters.TAB_WORDS[wanted.tab], "prev_url": found.before and asked.url(before=found.before),
        "next_url": found.after and asked.url(after=found.after),
        "own_views": filters.views(asked, layout.views), "columns": shown(layout),
        "is_own": current_staff().staff_id is not None,
    }  # fmt: skip
    answer = make_response(admin_page("admin/orders/list.html", active="orders.list", **context))
    answer.headers["Vary"] = "HX-Request"
    if is_htmx() and request.headers.get("HX-Trigger") == "filters":
        answer.headers["HX-Push-Url"] = asked.url()
    return answer


@bp.get("/<int:order_id>")
@allow("orders.view")
def one(order_id: int) -> str:
    """Everything about one order."""
    with reading():
        context = detail.gather(order_id)
    return admin_page("admin/orders/order.html", active="orders.list", **context)


@bp.post("/<int:order_id>/recipient")
@allow("orders.unmask")
def unmask(order_id: int) -> Any:
    """Show the whole recipient once; that it was shown is noted."""
    with transaction():
        order = orders.order(order_id)
        audit.note("orders.unmask", f"order:{order.id}", f"查看订单 {order.number} 的完整收件信息")
    if is_htmx():
        return fragment(
            "admin/orders/_recipient.html", order=order, recipient=detail.recipient(order, is_full=True), is_full=True
        )
    with reading():
        context = detail.gather(order_id, is_full=True)
    return admin_page("admin/orders/order.html", active="orders.list", **context)


def _here() -> str:
    query = request.query_string.decode("ascii", "ignore")
    return f"/admin/orders?{query}" if query else "/admin/orders"
