"""Moves on several orders: a remark for all, and shipping with a check of every row before anything leaves."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request

from admin.access import allow, by
from admin.context import admin_page
from admin.orders import filters, replies, words
from commerce.fulfilment import actions as fulfilment
from commerce.fulfilment import carriers
from commerce.orders import actions, listing
from commerce.orders import queries as orders
from commerce.orders.states import LABELS, ORDER
from kernel import clock
from kernel.db import reading, transaction
from kernel.errors import Invalid, ShopError
from tenants import audit
from tenants.settings import CARRIERS
from web import forms
from web.forms import text

bp = Blueprint("admin_order_bulk", __name__, url_prefix="/admin/orders/bulk")
SHIP_MOST = 100
NOTE_MOST = 500


@dataclass
class ShipLine:
    """One order of the shipping table. state: "", ok, wrong, done, failed, skipped."""

    order: Any
    goods: str
    carrier: str
    number: str
    state: str = ""
    words: str = ""


@bp.post("/note")
@allow("orders.note")
def note() -> Any:
    """First ask for the remark, then keep it for all chosen orders."""
    with reading():
        chosen = chosen_ids(NOTE_MOST)
    if "note" not in request.form:
        return replies.form("admin/orders/_bulk_note_form.html", ids=chosen, values={}, errors={})
    try:
        words = text(request.form, "note", label="备注", max_length=200)
    except Invalid as error:
        return replies.wrong("admin/orders/_bulk_note_form.html", error, ids=chosen, values=request.form)
    with transaction():
        for order in sorted(listing.some(chosen), key=lambda order: order.id):
            if order.staff_note != words:
                actions.note(order.id, words, by=by())
        audit.note("orders.note", "orders", f"给 {len(chosen)} 单写备注")
    return replies.done(f"已给 {len(chosen):,} 单写好备注", otherwise="/admin/orders")


@bp.post("/shipping")
@allow("orders.ship")
def shipping() -> Any:
    """The table of what is to be shipped; step=check tries every row, step=ship sends the sound ones."""
    with reading():
        found = ship_lines(chosen_ids(SHIP_MOST))
        options = carriers.choices(CARRIERS.get())
    step = request.form.get("step", "")
    if step:
        for line in found:
            _check(line)
    if step == "ship" and not any(line.state == "wrong" for line in found):
        for line in found:
            _ship(line)
    shipped = sum(line.state == "done" for line in found)
    return admin_page(
        "admin/orders/shipping.html",
        active="orders.list",
        lines=found,
        carriers=options,
        step=step,
        shipped=shipped,
        ready=sum(line.state == "ok" for line in found),
        wrong=sum(line.state == "wrong" for line in found),
        most=SHIP_MOST,
    )


def chosen_ids(most: int) -> list[int]:
    """The ticked orders, or with all_matched the first of everything the address narrows to. Inside reading()."""
    if request.form.get("all_matched") == "1":
        return _matched(most)
    return forms.chosen(request.form, "ids", "订单", most=most)


def _matched(most: int) -> list[int]:
    found = listing.ids(filters.narrowing(filters.read(request.args)), most)
    if not found:
        raise Invalid("ids", "没有符合条件的订单，请换个筛选条件")
    return found


def ship_lines(order_ids: list[int]) -> list[ShipLine]:
    """The chosen orders with what was typed for each; those that cannot be shipped say why. Inside reading()."""
    found = listing.some(order_ids)
    content = orders.lines_of([order.id for order in found])
    made = []
    for order in found:
        goods = "；".join(
            f"{line.title} {line.sku_label} ×{line.shippable}" for line in content[order.id] if line.shippable
        )
        carrier = request.form.get(f"carrier-{order.id}") or request.form.get("carrier", "")
        line = ShipLine(order, goods, carrier, request.form.get(f"number-{order.id}", "").strip()[:64])
        if not ORDER.can(order, "ship"):
            line.state, line.words = "skipped", f"{LABELS[order.state]}，不用发货"
        elif order.is_blocked:
            line.state, line.words = (
                "skipped",
                words.held_words(order.kind)[0] + "，暂时不能发货",
            )
        made.append(line)
    return made


def _check(line: ShipLine) -> None:
    if line.state:
        return
    if not line.number:
        line.state, line.words = "skipped", "没有填单号，这次不发"
        return
    try:
        line.number = carriers.read_number(line.carrier, line.number)
    except Invalid as error:
        line.state, line.words = "wrong", error.message
        return
    line.state, line.words = "ok", "可以发货"


def _ship(line: ShipLine) -> None:
    if line.state != "ok":
        return
    try:
        with transaction():
            fulfilment.ship(line.order.id, carrier=line.carrier, tracking_number=line.number, by=by(), at=clock.now())
            audit.note(
                "orders.ship", f"order:{line.order.id}", f"批量发货，{carriers.name_of(line.carrier)} {line.number}"
            )
    except ShopError as refusal:
        line.state, line.words = "failed", refusal.message
        return
    line.state, line.words = "done", "已发货，已通知买家"
