"""支付结果: the browser's word is a hint, the server asks."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, request

from commerce.orders import jobs as order_jobs
from commerce.orders import queries as orders
from commerce.payments import queries as payments
from commerce.payments.ports import GatewayAway, GatewayRefused
from commerce.promotions.groupbuy import queries as groupbuy
from kernel import clock
from kernel.db import reading
from storefront.context import shop_page
from storefront.session import require_member
from web.render import fragment, in_wechat

if TYPE_CHECKING:
    from commerce.orders.models import Order

bp = Blueprint("shop_pay", __name__, url_prefix="/pay")
FAST_POLLS = 10
LAST_POLL = 40


@bp.get("/<number>")
def result(number: str) -> str:
    """The page after WeChat's sheet."""
    member_id = require_member()
    with reading():
        order = orders.own_order(number, member_id)
        parts = _parts(order, polls=0, is_said=_is_said())
    return shop_page("storefront/pay/result.html", order=order, parts=parts)


@bp.get("/<number>/status")
def status(number: str) -> Response:
    """One look, asked for every second and then every three; 286 ends the asking."""
    member_id = require_member()
    asked = request.args.get("n", "0")
    polls = min(int(asked), LAST_POLL) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    with reading():
        order = orders.own_order(number, member_id)
        payment = payments.payment_of(order.id)
    if order.state == "placed" and payment is not None and payment.state == "prepared":
        with suppress(GatewayAway, GatewayRefused):  # the next poll, the notice or the timer will tell
            order_jobs.ask_while_waiting(payment)  # its notice may be late
    with reading():
        order = orders.own_order(number, member_id)
        parts = _parts(order, polls=polls + 1, is_said=_is_said())
    return make_response(fragment("storefront/pay/_outcome.html", **parts), 200 if parts["is_waiting"] else 286)


def _is_said() -> bool:
    """Whether the page comes right after WeChat's sheet said ok: it shapes what is offered, never what is true."""
    return request.args.get("said") == "paid"


def _parts(order: Order, *, polls: int, is_said: bool) -> dict[str, Any]:
    group, seats, at = None, [], clock.now()
    if order.kind == "groupbuy" and order.state != "placed":
        group = groupbuy.group(order.campaign["group_id"])
        seats = groupbuy.seats_of([group.id])[group.id]
    return {
        "order": order,
        "group": group,
        "missing": group.size - len(seats) if group else 0,
        "is_late": group is not None and group.expires_at is not None and group.expires_at <= at,
        "polls": polls,
        "is_said": is_said,
        "is_calm": is_said and polls < FAST_POLLS,
        "may_ask_again": polls >= FAST_POLLS,
        "every_s": 1 if polls < FAST_POLLS else 3,
        "is_waiting": order.state == "placed" or (group is not None and group.state == "pending"),
        "is_over": polls >= LAST_POLL,
        "refunds": payments.refunds_of([order.id]),
        "now_ms": int(at.timestamp() * 1000),
        "in_wechat": in_wechat(),
    }
