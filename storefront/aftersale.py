"""退款/售后: the shopper's cases, each with its steps, its time left and what can be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for

from commerce.aftersale import queries, rules
from commerce.aftersale.actions import answers, returns, rulings, talking
from commerce.aftersale.states import CASE
from commerce.fulfilment import carriers
from commerce.orders import queries as orders
from commerce.payments import queries as payments
from kernel import clock, ids
from kernel.db import reading, transaction
from kernel.errors import Invalid, Refused
from storefront import aftersale_log
from storefront import aftersale_words as words
from storefront.context import shop_page
from storefront.session import require_member
from tenants import settings
from web import paging
from web.forms import text
from web.render import evidence, fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from commerce.aftersale.models import Case

bp = Blueprint("shop_aftersale", __name__, url_prefix="/refunds")
PAGE = 10


@bp.get("")
def index() -> str:
    """The list, newest first; further pages come as fragments."""
    member_id = require_member()
    with reading():
        found = queries.cases_of_member(member_id, before_id=paging.after(), limit=PAGE + 1)
        shown = found[:PAGE]
        lines = queries.lines_of([case.id for case in shown])
        known = queries.order_lines([line for some in lines.values() for line in some])
    cards = [
        {
            "case": case, "label": words.label(case), "summary": words.summary(case),
            "lines": [(known[line.order_line_id], line.quantity) for line in lines[case.id]],
        }
        for case in shown
    ]  # fmt: skip
    more_url = url_for(".index", after=shown[-1].id) if len(found) > PAGE else None
    if paging.after() is not None:
        return fragment("storefront/aftersale/_cards.html", cards=cards, more_url=more_url)
    return shop_page("storefront/aftersale/cases.html", cards=cards, more_url=more_url, section="me")


@bp.get("/<number>")
def show(number: str) -> str:
    """One case."""
    return page(number)


@bp.post("/<number>/cancellation")
def cancel(number: str) -> Response | tuple[str, int]:
    """撤销申请."""
    return _move(number, lambda case, member_id: answers.cancel(case.id, member_id=member_id))


@bp.post("/<number>/acceptance")
def accept(number: str) -> Response | tuple[str, int]:
    """接受商家的金额."""
    typed = request.form.get("offered_fen", "")
    seen_fen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 12 else 0
    return _move(number, lambda case, member_id: answers.accept(case.id, member_id=member_id, seen_fen=seen_fen))


@bp.post("/<number>/refusal")
def decline(number: str) -> Response | tuple[str, int]:
    """不接受."""
    reason = request.form.get("reason", "")[:200]
    return _move(number, lambda case, member_id: answers.decline(case.id, reason=reason, member_id=member_id))


@bp.post("/<number>/parcel")
def send_back(number: str) -> Response | tuple[str, int]:
    """填写退货物流; again corrects it."""
    carrier, typed = request.form.get("carrier", ""), request.form.get("tracking_number", "")[:60]
    return _move(
        number,
        lambda case, member_id: returns.fill_return(
            case.id, carrier=carrier, tracking_number=typed, member_id=member_id
        ),
    )


@bp.post("/<number>/arbitration")
def arbitrate(number: str) -> Response | tuple[str, int]:
    """申请平台介入."""

    def ask(case: Case, member_id: int) -> Case:
        reason = text(request.form, "reason", label="说明", max_length=300)
        return rulings.ask(case.id, side="shopper", reason=reason, by=f"member:{member_id}", member_id=member_id)

    return _move(number, ask)


@bp.post("/<number>/receipt")
def receive(number: str) -> Response | tuple[str, int]:
    """确认收到换货."""
    return _move(
        number,
        lambda case, member_id: returns.finish_exchange(case.id, by=f"member:{member_id}", member_id=member_id),
    )


def _move(number: str, action: Callable[[Case, int], Case]) -> Response | tuple[str, int]:
    member_id = require_member()
    with reading():
        case = queries.own_case(number, member_id)
    try:
        with transaction():
            action(case, member_id)
    except Invalid as error:
        return page(number, error), 422
    return redirect(url_for(".show", number=number), code=303)  # type: ignore[return-value]


def page(number: str, error: Invalid | Refused | None = None) -> str:
    """One case, with what was wrong with a form on it. Looking at it is having read what was said."""
    member_id = require_member()
    with reading():
        case = queries.own_case(number, member_id)
        context = _gather(case)
    if case.unread_shopper:
        with transaction():
            talking.read(case.id, side="shopper")
    field = error.field if isinstance(error, Invalid) else "message"
    return shop_page(
        "storefront/aftersale/case.html", case=case, values=request.form, section="me",
        errors={field: error.message} if error else {}, **context,
    )  # fmt: skip


def _gather(case: Case) -> dict[str, Any]:
    lines = queries.lines_of([case.id])[case.id]
    known = queries.order_lines(lines)
    entries = queries.entries(case.id)
    at = clock.now()
    is_late = case.deadline_at is not None and case.deadline_at <= at
    return {
        "order": orders.order(case.order_id),
        "lines": [(known[line.order_line_id], line.quantity, line.asked_fen) for line in lines],
        "kind": rules.KINDS[case.kind], "reason": rules.REASONS[case.reason].label,
        "label": words.label(case), "next": words.next_step(case), "steps": words.steps(case),
        "answer": next((words.told(e) for e in reversed(entries) if e.to_state == case.state and e.reason), ""),
        "events": aftersale_log.events(case, entries), "request_key": ids.new_token(16),
        "may_talk": rules.may_talk(case.ended_at, at), "most_pictures": rules.MAX_PICTURES,
        "refund": payments.refund(case.refund_id) if case.refund_id else None,
        "parcels": queries.parcels_of(case.id), "carrier_name": carriers.name_of,
        "carriers": carriers.choices(settings.CARRIERS.get()),
        "pictures": [evidence(key) for side, key in queries.pictures_of(case.id) if side == "shopper"],
        "theirs": [evidence(key) for side, key in queries.pictures_of(case.id) if side == "merchant"],
        "arbitration": queries.arbitration_of(case.id),
        "may": {verb for verb in CASE.verbs if CASE.can(case, verb)}
        - ({"arbitrate"} if rulings.why_not(case, "shopper", at) else set()),
        "deadline_ms": int(case.deadline_at.timestamp() * 1000) if case.deadline_at and not is_late else None,
        "now_ms": int(at.timestamp() * 1000),
    }  # fmt: skip
