"""发票: asked for on an order, followed, downloaded; and the titles a member keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for

from commerce.invoices import actions, queries, rules
from commerce.invoices.states import INVOICE, LABELS
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid
from storefront.context import shop_page
from storefront.order_moves import own
from storefront.session import require_member
from web import forms
from web.files import pdf

if TYPE_CHECKING:
    from commerce.orders.models import Order

bp = Blueprint("shop_invoices", __name__)


@bp.get("/orders/<number>/invoice")
def show(number: str) -> str:
    """Where the order's invoice stands, or the form that asks for one."""
    member_id = require_member()
    return _page(own(number, member_id), member_id, {})


@bp.post("/orders/<number>/invoice")
def ask(number: str) -> Response | tuple[str, int]:
    """申请发票, with a title of the book or a new one."""
    member_id = require_member()
    order = own(number, member_id)
    try:
        with transaction():
            title = _title(member_id)
            actions.request(order.id, member_id, title, at=clock.now())
            if request.form.get("keep") == "1" and title.title != "个人":
                actions.keep_title(member_id, title)
    except Invalid as error:
        return _page(order, member_id, dict(request.form), {error.field: error.message}), 422
    return redirect(url_for(".show", number=number), code=303)  # type: ignore[return-value]


@bp.post("/orders/<number>/invoice/withdrawal")
def withdraw(number: str) -> Response:
    """撤回 a request nobody has answered yet."""
    member_id = require_member()
    order = own(number, member_id)
    with transaction():
        found = next((row for row in queries.of_order(order.id) if row.state == "requested"), None)
        if found is not None:
            actions.withdraw(found.id, reason="买家撤回", by=f"member:{member_id}", at=clock.now())
    return redirect(url_for(".show", number=number), code=303)  # type: ignore[return-value]


@bp.get("/me/invoices/<int:invoice_id>/<any(blue, red):kind>")
def download(invoice_id: int, kind: str) -> Response:
    """The PDF, for the member it was made out for alone."""
    member_id = require_member()
    with reading():
        row = queries.own_invoice(invoice_id, member_id)
        name, content = queries.file(row.id, kind)
    return pdf(name, content)


@bp.get("/me/titles")
def titles() -> str:
    """发票抬头."""
    return _book({})


@bp.post("/me/titles")
def keep() -> Response | tuple[str, int]:
    """Remember a title."""
    member_id = require_member()
    try:
        with transaction():
            actions.keep_title(member_id, _typed_title())
    except Invalid as error:
        return _book(dict(request.form), {error.field: error.message}), 422
    return redirect(url_for(".titles"), code=303)  # type: ignore[return-value]


@bp.post("/me/titles/<int:title_id>/removal")
def forget(title_id: int) -> Response:
    """删除."""
    member_id = require_member()
    with transaction():
        actions.forget_title(title_id, member_id)
    return redirect(url_for(".titles"), code=303)  # type: ignore[return-value]


def _title(member_id: int) -> rules.Title:
    chosen = forms.ids(request.form, "title_id")
    if not chosen:
        return _typed_title()
    row = queries.own_title(chosen[0], member_id)
    return rules.Title(row.kind, row.title, row.tax_number, request.form.get("email", "").strip()[:120] or row.email)


def _typed_title() -> rules.Title:
    form = request.form
    return rules.checked_title(
        form.get("kind", ""), form.get("title", "")[:200], form.get("tax_number", "")[:40], form.get("email", "")[:200]
    )


def _page(order: Order, member_id: int, values: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    with reading():
        found, book = queries.of_order(order.id), queries.titles(member_id)
        kept = queries.files([row.id for row in found])
    shown = [(row, LABELS[row.state], kept[row.id]) for row in found]
    is_living = any(row.state in actions.LIVING for row in found)
    return shop_page(
        "storefront/invoices/invoice.html", order=order, invoices=shown, titles=book, values=values,
        errors=errors or {}, kinds=rules.KINDS, may_request=actions.may_request(order) and not is_living,
        may_withdraw=any(INVOICE.can(row, "withdraw") for row in found),
    )  # fmt: skip


def _book(values: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    member_id = require_member()
    with reading():
        book = queries.titles(member_id)
    return shop_page(
        "storefront/invoices/titles.html", titles=book, values=values, errors=errors or {}, kinds=rules.KINDS
    )
