"""What a shopper does with an order after paying: more time to receive, another address, the same goods again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, session, url_for

from commerce.checkout import again
from commerce.members import queries as members
from commerce.members.actions import ADDRESS_FIELDS
from commerce.members.rules import choices, parse_pasted
from commerce.orders import queries, readdressing, receipt
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from storefront.context import shop_page
from storefront.session import require_member
from web import forms

if TYPE_CHECKING:
    from commerce.orders.models import Order

bp = Blueprint("shop_order_moves", __name__, url_prefix="/orders")
REPEATED = "repeated_order"
"""In the browser's session: the order whose goods went into the basket last, so that the page after it is true."""


@bp.post("/<number>/extension")
def extend(number: str) -> Response:
    """延长收货, once."""
    member_id = require_member()
    order = own(number, member_id)
    with transaction():
        receipt.extend(order.id, by=f"member:{member_id}", at=clock.now())
    return _back(number)


@bp.get("/<number>/repeat")
def missing(number: str) -> Response | str:
    """再次购买, after the tap: what went into the basket, and what cannot be had any more. Without it, the order."""
    order = own(number, require_member())
    if session.get(REPEATED) != number:
        return _back(number, code=302)
    with reading():
        found = again.look(queries.lines_of([order.id])[order.id])
    return shop_page("storefront/orders/again.html", order=order, found=found)


@bp.post("/<number>/repeat")
def repeat(number: str) -> Response:
    """再次购买: what can still be had goes into the basket; what cannot is said."""
    member_id = require_member()
    order = own(number, member_id)
    with transaction():
        lost = again.put(member_id, queries.lines_of([order.id])[order.id])
    session[REPEATED] = number
    target = url_for(".missing", number=number) if lost else url_for("shop_cart.show")
    return redirect(target, code=303)  # type: ignore[return-value]


@bp.get("/<number>/address")
def address(number: str) -> str:
    """修改地址: an address of the book, or one typed here."""
    member_id = require_member()
    order = own(number, member_id)
    if not readdressing.may_change(order):
        raise Refused("只有已付款、还没有发货的订单可以修改地址")
    return _form(order, member_id, dict(order.recipient))


@bp.post("/<number>/address")
def readdress(number: str) -> Response | tuple[str, int]:
    """Send the parcel elsewhere: to the address of the book that was tapped, or to what was typed."""
    member_id = require_member()
    order = own(number, member_id)
    if "pasted" in request.form:
        return _pasted(order, member_id)
    fields = _fields(member_id)
    try:
        with transaction():
            readdressing.change(order.id, fields, by=f"member:{member_id}", reason="买家修改")
    except Invalid as error:
        return _form(order, member_id, fields, {error.field: error.message}), 422
    except Refused as refusal:
        return _form(order, member_id, fields, refusal=refusal.message), 409
    return _back(number)


def own(number: str, member_id: int) -> Order:
    """The member's order; another's is not found."""
    with reading():
        return queries.own_order(number, member_id)


def _pasted(order: Order, member_id: int) -> tuple[str, int]:
    found = parse_pasted(forms.text(request.form, "pasted", label="地址", max_length=300, required=False))
    return _form(order, member_id, {name: getattr(found, name) for name in ADDRESS_FIELDS}), 200


def _fields(member_id: int) -> dict[str, str]:
    chosen = forms.ids(request.form, "address_id")
    if not chosen:
        return {name: request.form.get(name, "") for name in ADDRESS_FIELDS}
    with reading():
        row = members.own_address(chosen[0], member_id)
    return {name: getattr(row, name) for name in ADDRESS_FIELDS}


def _form(
    order: Order, member_id: int, values: dict[str, Any], errors: dict[str, str] | None = None, refusal: str = ""
) -> str:
    with reading():
        book = members.addresses(member_id)
    others = [row for row in book if any(getattr(row, name) != order.recipient.get(name) for name in ADDRESS_FIELDS)]
    return shop_page(
        "storefront/orders/address.html", order=order, values=values, choices=choices(values), errors=errors or {},
        refusal=refusal, addresses=others,
    )  # fmt: skip


def _back(number: str, code: int = 303) -> Response:
    return redirect(url_for("shop_orders.show", number=number), code=code)  # type: ignore[return-value]
