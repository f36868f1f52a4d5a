"""Cart, till and payment: from a choice to WeChat's own sheet in one tap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for

from commerce.catalog import returns
from commerce.checkout import actions, queries
from commerce.checkout.actions import Due, Placing
from commerce.checkout.errors import PriceMoved, TooManyUnpaid
from commerce.freight.rules import Place
from commerce.inventory.errors import SoldOut
from commerce.members import queries as members
from commerce.orders import jobs as order_jobs
from commerce.orders import queries as order_queries
from commerce.payments import actions as payments
from commerce.payments.ports import Charge, GatewayAway, GatewayRefused, gateway
from jobs.queue import later
from kernel import clock, failpoints, ids
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused, ShopError
from kernel.graphemes import cut
from storefront.context import shop_page
from storefront.session import asked_from, payer_openid, require_member
from web import forms
from web.errors import status_of
from web.render import fragment, is_htmx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commerce.members.models import Address
    from commerce.orders.models import Order
    from commerce.payments.models import Payment

bp = Blueprint("shop_checkout", __name__)
Kept = TypeVar("Kept", bound="Address")
PREPAY_LIVES_S = 7000
"""WeChat keeps a prepay id for two hours; ours is used a little shorter."""


@bp.get("/checkout")
def show() -> Response | str:
    """确认订单: what is selected in the cart, with address, freight and total."""
    member_id = require_member()
    with reading():
        quantities = {row.sku_id: row.quantity for row in queries.cart(member_id) if row.is_selected}
        if not quantities:
            return redirect(url_for("shop_cart.show"))  # type: ignore[return-value]
        addresses = members.addresses(member_id)
        address = shown_address(addresses, request.args.get("address", ""))
        basket = queries.price(quantities, place=place_of(address))
    return shop_page(
        "storefront/checkout/checkout.html", basket=basket, address=address, addresses=addresses,
        request_key=ids.new_token(16), exclusion_words=returns.words,
    )  # fmt: skip


def shown_address(addresses: Sequence[Kept], asked: str) -> Kept | None:
    """The address to show: the one asked for, else the default, else the newest. What is placed is never guessed."""
    by_id = {str(address.id): address for address in addresses}
    return by_id.get(asked) or next((a for a in addresses if a.is_default), addresses[0] if addresses else None)


def place_of(address: Address | None) -> Place | None:
    """Where an address is, as freight sees it."""
    return Place(address.province, address.city) if address is not None else None


@bp.post("/orders")
def place() -> Response:
    """Place an order and open WeChat's sheet. The price is the server's; what the shopper saw is only compared."""
    member_id = require_member()
    try:
        with transaction():
            due = actions.place_to_pay(_placing(member_id, request.form), at=clock.now())
        return collect(due)
    except ShopError as error:
        return refuse(error)


@bp.post("/orders/<number>/payment")
def pay_again(number: str) -> Response:
    """继续支付: the same order, the same or a fresh prepay id."""
    member_id = require_member()
    try:
        with transaction():
            due = actions.due(order_queries.own_order(number, member_id), at=clock.now())
        return collect(due)
    except ShopError as error:
        return refuse(error)


def _placing(member_id: int, form: forms.Form) -> Placing:
    sku_ids, pieces = forms.ids(form, "sku_id"), form.getlist("qty")
    if not sku_ids or len(pieces) != len(sku_ids):
        raise Invalid("sku_id", "请先选择商品规格")
    quantities = {
        sku_id: forms.whole(forms.Form({"qty": typed}), "qty", label="数量", least=1, most=actions.MAX_QUANTITY)
        for sku_id, typed in zip(sku_ids, pieces, strict=True)
    }
    activity_id, group_id = _campaign(form)
    return Placing(
        member_id=member_id,
        request_key=forms.text(form, "request_key", label="请求编号", max_length=64),
        quantities=quantities,
        recipient=_recipient(member_id, form),
        expected_total_fen=_seen_total(form),
        buyer_note=forms.text(form, "buyer_note", label="留言", max_length=100, required=False),
        activity_id=activity_id,
        group_id=group_id,
        is_from_cart=form.get("from") == "cart",
        knows_exclusions=form.get("knows_exclusions") == "1",
    )


def _campaign(form: forms.Form) -> tuple[int | None, int | None]:
    """The group-buy asked for, and the group to join. What cannot be read is never taken for buying alone."""
    mode = form.get("mode", "single")
    if mode not in ("single", "group"):
        raise Invalid("mode", "请返回商品页，重新选择单独购买或拼团")
    if mode == "single":
        return None, None
    activity_ids, group_ids = forms.ids(form, "activity_id"), forms.ids(form, "group_id")
    if not activity_ids:
        raise Invalid("activity_id", "请返回商品页，重新选择拼团")
    return activity_ids[0], group_ids[0] if group_ids else None


def _seen_total(form: forms.Form) -> int | None:
    """The total the shopper saw, in fen; None when the form has no such field."""
    if "expected_total_fen" not in form:
        return None
    return forms.whole(form, "expected_total_fen", label="页面上的金额")


class AddressNeeded(Invalid):
    """Nobody knows where the parcel goes yet."""

    def __init__(self) -> None:
        super().__init__("address_id", "请先添加收货地址")


class AddressGone(Invalid):
    """The address that was shown is not in the book any more, or none was shown: the parcel goes nowhere unseen."""

    def __init__(self, asked: str) -> None:
        super().__init__("address_id", "收货地址已删除，请重新选择" if asked else "请选择收货地址")


def _recipient(member_id: int, form: forms.Form) -> dict[str, str]:
    """Exactly the address the form names: another one would be a parcel sent where nobody looked."""
    book, asked = members.address_book(member_id), form.get("address_id", "")
    if not book:
        raise AddressNeeded
    address = next((row for row in book if str(row.id) == asked), None)
    if address is None:
        raise AddressGone(asked)
    return {
        "name": address.name, "phone": address.phone, "province": address.province, "city": address.city,
        "district": address.district, "detail": address.detail,
    }  # fmt: skip


def collect(due: Due) -> Response:
    """What the browser needs to let the shopper pay: call the gateway, record."""
    order, payment, openid = due.order, due.payment, payer_openid() or due.payer_openid
    result_url = url_for("shop_pay.result", number=order.number)
    pay = None
    if payment is not None and openid:
        try:
            pay = _bridge_parameters(payment, order, openid)
        except GatewayAway:
            pay = None  # the order is kept; the result page offers 继续支付
        except GatewayRefused as refusal:
            raise Refused(f"微信支付没有受理：{refusal.message}") from refusal
    if not is_htmx():
        return redirect(result_url, code=303)  # type: ignore[return-value]
    deadline_ms = int(order.hold_until.timestamp() * 1000) if order.hold_until else None
    paid_url = url_for("shop_pay.result", number=order.number, said="paid")
    body = {
        "result_url": result_url,
        "paid_url": paid_url,
        "deadline_ms": deadline_ms,
        "now_ms": int(clock.now().timestamp() * 1000),
    }
    return jsonify(body | ({"pay": pay} if pay else {}))


def _bridge_parameters(payment: Payment, order: Order, openid: str) -> dict[str, str]:
    fresh = payment.prepared_at is not None and clock.now() - payment.prepared_at < timedelta(seconds=PREPAY_LIVES_S)
    if payment.prepay_id is None or not fresh or payment.payer_openid != openid:
        with reading():
            title = order_queries.lines_of([order.id])[order.id][0].title
        expires_at = order.hold_until or clock.now() + timedelta(minutes=15)
        charge = Charge(payment.number, payment.total_fen, cut(title, 40), openid, expires_at)
        failpoints.reach("K2")
        prepared = gateway().prepare(charge)
        failpoints.reach("K3")
        with transaction():
            payment = payments.record_prepared(payment.id, prepared, payer_openid=openid, at=clock.now())
            at = clock.now() + timedelta(seconds=order_jobs.ASK_AFTER_S[0])
            later(order_jobs.ask_gateway, payment.id, 0, key=f"ask:{payment.id}", at=at)
    if payment.state != "prepared" or payment.prepay_id is None:  # what was closed meanwhile is shown to nobody
        raise Refused("订单刚刚有变化，请刷新后再看")
    return gateway().bridge_parameters(payment.prepay_id)


def refuse(error: ShopError) -> Response:
    """A refusal inside the sheet, so that nothing chosen or typed is lost; without JavaScript a page that leads back.

    A missing address leads to adding one, and from there back to the page that asked; too many unpaid orders to those.
    """
    add_url = url_for("shop_members.edit", next=asked_from()) if isinstance(error, AddressNeeded) else None
    if not is_htmx() and add_url is not None:
        return redirect(add_url, code=303)  # type: ignore[return-value]
    href, action = _way_on(error)
    if not is_htmx():
        href, action = href or asked_from(), action or "返回重新选择"
        page = shop_page(
            "storefront/error.html", status=status_of(error), message=error.message, href=href, action=action
        )
        return make_response(page, status_of(error))
    kind = "bad" if isinstance(error, SoldOut) else "warn"
    title = "价格有变化" if isinstance(error, PriceMoved) else None
    body = fragment("ui/notice.html", text=error.message, kind=kind, title=title, href=href, action=action, live=True)
    return make_response(body, status_of(error), {"HX-Redirect": add_url} if add_url else {})


def _way_on(error: ShopError) -> tuple[str | None, str | None]:
    """Where a refusal is mended, when that is not where the shopper stands."""
    if isinstance(error, TooManyUnpaid):
        return url_for("shop_orders.index", s="placed"), "查看待付款订单"
    if isinstance(error, AddressGone) and request.form.get("from") == "cart":  # the sheet shows the next one by itself
        return url_for(".show"), "重新选择"
    return None, None
