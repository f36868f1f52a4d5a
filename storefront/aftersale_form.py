"""申请售后: choose the pieces, say what and why; the sum is the server's own, shown before and checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for

from commerce.aftersale import eligibility, queries, rules, variants
from commerce.aftersale.actions import opening
from commerce.aftersale.actions.opening import Application
from commerce.aftersale.errors import NotEligible
from commerce.aftersale.worth import worth
from commerce.catalog import queries as catalog_queries
from commerce.catalog import returns
from commerce.orders import queries as orders
from kernel import ids
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused, ShopError
from storefront import evidence
from storefront.context import shop_page
from storefront.session import require_member
from tenants import settings
from web.errors import status_of
from web.forms import Form, text
from web.render import fragment, media_url

if TYPE_CHECKING:
    from commerce.orders.models import Order, OrderLine

bp = Blueprint("shop_aftersale_form", __name__, url_prefix="/orders/<number>/refund")
KINDS = (
    ("refund_only:no", "仅退款（没有收到货）"), ("refund_only:yes", "仅退款（已收到货）"),
    ("return_refund:yes", "退货退款"), ("exchange:yes", "换货"),
)  # fmt: skip


@bp.get("")
def form(number: str) -> str:
    """The form, with the pieces chosen that the buyer came from."""
    order, lines = _own(number)
    return _page(order, lines, Form(request.args))


@bp.get("/worth")
def show_worth(number: str) -> str:
    """What the present choice is worth; the form asks after every change."""
    order, lines = _own(number)
    with reading():
        return fragment("storefront/aftersale/_worth.html", **_worth(order, lines, Form(request.args)))


@bp.post("")
def apply(number: str) -> Response | tuple[str, int]:
    """Open the case. Safe to repeat: the form carries a key."""
    member_id = require_member()
    order, lines = _own(number)
    try:
        application = _read(lines, request.form, member_id)
        with transaction():
            case_number = opening.apply(order.id, application, member_id=member_id).number
    except (Invalid, Refused) as error:
        return _page(order, lines, request.form, error), status_of(error)
    return redirect(url_for("shop_aftersale.show", number=case_number), code=303)  # type: ignore[return-value]


@bp.post("/pictures")
def upload(number: str) -> str | tuple[str, int]:
    """One picture of evidence; answers its tile, or a short plain text."""
    member_id = require_member()
    order, _ = _own(number)
    try:
        eligibility.refuse_order(order)
    except Refused as error:
        return error.message, status_of(error)
    return evidence.receive(member_id, order.id)


def _own(number: str) -> tuple[Order, list[OrderLine]]:
    member_id = require_member()
    with reading():
        order = orders.own_order(number, member_id)
        return order, orders.lines_of([order.id])[order.id]


def _is_unshipped(lines: list[OrderLine], form: Form) -> bool:
    """Which pieces are meant: those still here first, unless the page says otherwise or all have left."""
    if not any(line.shippable for line in lines):
        return False
    return form.get("stage") != "shipped" or not any(line.shipped_quantity for line in lines)


def _quantities(lines: list[OrderLine], form: Form) -> dict[int, int]:
    found = {}
    for line in lines:
        typed = form.get(f"line-{line.id}", "0") or "0"
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
            raise Invalid("lines", "件数请填写整数")
        if int(typed):
            found[line.id] = int(typed)
    return found


def _read(lines: list[OrderLine], form: Form, member_id: int) -> Application:
    kind, _, received = form.get("kind", "refund_only:no").partition(":")
    wanted = {line.id: form.get(f"exchange-{line.id}", "") for line in lines} if kind == "exchange" else {}
    return Application(
        kind=kind, reason=form.get("reason", ""), quantities=_quantities(lines, form),
        is_unshipped=_is_unshipped(lines, form), goods_received=received == "yes",
        note=text(form, "note", label="说明", max_length=200, required=False),
        media_ids=evidence.opened(member_id, form.getlist("pictures")),
        exchange_skus={line_id: int(sku) for line_id, sku in wanted.items() if sku.isascii() and sku.isdigit()},
        request_key=form.get("request_key", "")[:64] or None, expected_fen=_expected(form),
    )  # fmt: skip


def _expected(form: Form) -> int | None:
    seen = form.get("expected_fen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 12 else None


def _worth(order: Order, lines: list[OrderLine], form: Form) -> dict[str, Any]:
    """The sum, or why there is none; and for an exchange what may be chosen instead."""
    kind = form.get("kind", "refund_only:no").partition(":")[0]
    reason = rules.REASONS.get(form.get("reason", ""))
    shown: dict[str, Any] = {"asked": None, "message": None, "is_exchange": kind == "exchange", "exchanges": []}
    shown["has_freight"] = order.freight_fen > order.freight_refunded_fen
    try:
        quantities = _quantities(lines, form)
        if quantities:
            shown["asked"] = worth(
                order, lines, quantities, is_unshipped=_is_unshipped(lines, form),
                is_merchants_fault=reason is not None and reason.is_merchants_fault,
            )  # fmt: skip
    except (NotEligible, Invalid) as error:
        shown["message"] = error.message
        return shown
    if kind == "exchange":
        shown["exchanges"] = [
            (line, [(sku.id, sku.label or "同款") for sku in eligibility.replacements(line)])
            for line in lines
            if line.id in quantities
        ]
    return shown


def _page(order: Order, lines: list[OrderLine], form: Form, error: ShopError | None = None) -> str:
    is_unshipped = _is_unshipped(lines, form)
    with reading():
        eligibility.refuse_order(order)
        seen = queries.lines_for_sale_after(lines)
        exchanged = variants.now_in_hand([line.id for line in lines])
        rows = [
            _row(line, seen[line.id].available(is_unshipped=is_unshipped), exchanged.get(line.id, "")) for line in lines
        ]
        rows = [row for row in rows if row["free"]]
        values = _filled(form, rows)
        shown = _worth(order, lines, values)
        images = _images(form)
    return shop_page(
        "storefront/aftersale/apply.html", order=order, rows=rows, values=values, is_unshipped=is_unshipped,
        has_both=any(line.shippable for line in lines) and any(line.shipped_quantity for line in lines),
        kinds=_kinds(order, is_unshipped=is_unshipped), shown=shown, most_pictures=rules.MAX_PICTURES,
        reasons=[("", "请选择"), *rules.reasons("shopper", is_unshipped=is_unshipped)],
        errors={error.field: error.message} if isinstance(error, Invalid) else {},
        refusal=error.message if error is not None and not isinstance(error, Invalid) else None,
        request_key=form.get("request_key") or ids.new_token(16), images=images,
        answer_hours=settings.ANSWER_HOURS.get(),
    )  # fmt: skip


def _kinds(order: Order, *, is_unshipped: bool) -> tuple[tuple[str, str], ...]:
    """What may be asked for, the likeliest first: who has confirmed the receipt has hardly received nothing."""
    if is_unshipped:
        return KINDS[:1]
    return (*KINDS[1:], KINDS[0]) if order.state == "completed" else KINDS


def _images(form: Form) -> list[dict[str, str]]:
    """Pictures that are uploaded already, when the form comes back with something to mend."""
    tokens = form.getlist("pictures")[: rules.MAX_PICTURES]
    keys = {token: evidence.opened(require_member(), [token]) for token in tokens}
    known = catalog_queries.media_keys([found[0] for found in keys.values() if found]) if tokens else {}
    return [{"key": t, "url": media_url(known[i[0]], 150)} for t, i in keys.items() if i and i[0] in known]


def _row(line: OrderLine, free: int, exchanged: str) -> dict[str, Any]:
    notes = (exchanged, returns.words(line.returns_excluded_for))
    return {
        "line": line, "free": free, "image_url": media_url(line.media_key, 345),
        "note": "；".join(note for note in notes if note),
    }  # fmt: skip


def _filled(form: Form, rows: list[dict[str, Any]]) -> Form:
    """The form's values; a fresh page has everything chosen, or the one line the buyer came from."""
    if any(key.startswith("line-") for key in form):
        return form
    values, came_from = Form(form), form.get("line", "")
    for row in rows:
        line_id = str(row["line"].id)
        values[f"line-{line_id}"] = str(row["free"] if came_from in ("", line_id) else 0)
    return values
