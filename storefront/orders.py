"""The shopper's orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request, url_for

from commerce.aftersale import queries as aftersale
from commerce.orders import actions, queries
from commerce.orders import jobs as order_jobs
from commerce.payments import queries as payments
from commerce.promotions.groupbuy import queries as groupbuy
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Refused
from storefront import aftersale_words as words
from storefront import standing
from storefront.context import shop_page
from storefront.parcels import parcels_of
from storefront.session import require_member
from web import paging
from web.render import answer, fragment

if TYPE_CHECKING:
    from commerce.orders.models import Order

bp = Blueprint("shop_orders", __name__, url_prefix="/orders")
TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", "全部", ()),
    ("placed", "待付款", ("placed",)),
    ("paid", "待发货", ("paid", "part_shipped")),
    ("shipped", "待收货", ("shipped",)),
    ("completed", "已完成", ("completed",)),
    ("refunded", "退款", ("refunded",)),
)
PAGE = 10
WORDS_MAX = 40


@bp.get("")
def index() -> str:
    """订单列表, a tab per state; further pages come as fragments."""
    member_id = require_member()
    tab = next((t for t in TABS if t[0] == request.args.get("s", "")), TABS[0])
    typed = request.args.get("q", "").strip()[:WORDS_MAX]
    with reading():
        rows = queries.orders_of_member(member_id, tab[2], words=typed, before_id=paging.after(), limit=PAGE + 1)
        shown = rows[:PAGE]
        lines = queries.lines_of([order.id for order in shown])
        counts = queries.counts_of_member(member_id)
        standings = standing.of(shown, lines, clock.now())
    context = {
        "orders": shown, "lines": lines, "standings": standings, "tab": tab[0],
        "more_url": url_for(".index", s=tab[0], q=typed or None, after=shown[-1].id) if len(rows) > PAGE else None,
        "now_ms": int(clock.now().timestamp() * 1000),
    }  # fmt: skip
    if paging.after() is not None:
        return fragment("storefront/orders/_cards.html", **context)
    return shop_page("storefront/orders/orders.html", tabs=TABS, counts=counts, words=typed, **context)


@bp.get("/<number>")
def show(number: str) -> str:
    """订单详情: where it stands, what happens next, parcels, address, amounts, refunds with proof."""
    member_id = require_member()
    with reading():
        order = queries.own_order(number, member_id)
        lines = queries.lines_of([order.id])[order.id]
        context = {
            "order": order,
            "lines": lines,
            "standing": standing.of([order], {order.id: lines}, clock.now())[order.id],
            "parcels": parcels_of(order.id, lines),
            "refunds": payments.refunds_of([order.id]),
            "payment": payments.payment_of(order.id),
            "cases": [
                (case, words.label(case), words.summary(case))
                for case in aftersale.cases_of_orders([order.id])[order.id]
            ],
            "group": groupbuy.group(order.campaign["group_id"]) if order.kind == "groupbuy" else None,
            "now_ms": int(clock.now().timestamp() * 1000),
        }
    return shop_page("storefront/orders/order.html", **context)


@bp.post("/<number>/cancellation")
def cancel(number: str) -> Response:
    """取消订单 before paying: closed at WeChat first, then here."""
    member_id = require_member()
    order = _own(number, member_id)
    if order.state != "placed":
        raise Refused("这个订单已经不能取消了，请刷新看看")
    order_jobs.close_unpaid(order.id, "买家取消", by=f"member:{member_id}")
    return redirect(url_for(".show", number=number), code=303)  # type: ignore[return-value]


@bp.post("/<number>/receipt")
def receive(number: str) -> Response:
    """确认收货."""
    member_id = require_member()
    order = _own(number, member_id)
    with transaction():
        if not actions.complete(order.id, by=f"member:{member_id}", at=clock.now()) and order.state != "completed":
            if queries.order(order.id).open_cases:
                raise Refused("售后正在处理，处理完成后再确认收货")
            raise Refused("商品还没有全部发出，收到全部包裹后再确认收货")
    return redirect(url_for(".show", number=number), code=303)  # type: ignore[return-value]


@bp.post("/<number>/urge")
def urge(number: str) -> Response:
    """催发货."""
    order = _own(number, require_member())
    with transaction():
        actions.urge(order.id)
    return answer("", otherwise=url_for(".show", number=number), toast="已提醒商家尽快发货")


def _own(number: str, member_id: int) -> Order:
    with reading():
        return queries.own_order(number, member_id)
