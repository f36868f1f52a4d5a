"""What the merchant does about a case. Each move is a form in the dialog, locked, and in the log."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, request

from admin.access import allow, by, can
from admin.aftersale import words
from admin.aftersale.talk import pictures
from admin.orders import replies
from commerce.aftersale import queries, rules
from commerce.aftersale.actions import answers, returns, rulings
from commerce.fulfilment import carriers
from commerce.payments import actions as payments
from kernel import money
from kernel.db import reading, transaction
from kernel.errors import Forbidden, Invalid, NotFound, Refused
from tenants import audit, stops
from tenants.settings import CARRIERS, REFUSAL_REASONS, RETURN_ADDRESS, TYPED_ABOVE_FEN
from web.forms import text

bp = Blueprint("admin_aftersale_moves", __name__, url_prefix="/admin/aftersale")
Action = Callable[[Any], Any]


@bp.get("/<int:case_id>/<move>")
@allow("aftersale.view")
def form(case_id: int, move: str) -> Any:
    """The dialog of a move, for those who may make it now."""
    with reading():
        case = queries.case(case_id)
    known = words.MOVES.get(move)
    if known is None:
        raise NotFound()
    if not can(known.permission):
        raise Forbidden()
    if not words.is_possible(known, case):
        raise Refused("这个售后单已经变化，请刷新后再看")
    return replies.form("admin/aftersale/_move_form.html", values={}, errors={}, **_shown(case, known))


@bp.post("/<int:case_id>/agreement")
@allow("aftersale.handle")
def agree(case_id: int) -> Any:
    """同意: the goods come back first, or the money goes."""

    def act(case: Any) -> Any:
        _typed_back(case, case.asked_fen)
        return answers.agree(case.id, by=by(), reason=_note())

    return _do(case_id, "agreement", act)


@bp.post("/<int:case_id>/refusal")
@allow("aftersale.handle")
def refuse(case_id: int) -> Any:
    """拒绝 with the reason."""
    return _do(
        case_id, "refusal", lambda case: answers.refuse(case.id, reason=_refusal(), by=by(), media_ids=pictures())
    )


@bp.post("/<int:case_id>/offer")
@allow("aftersale.handle")
def offer(case_id: int) -> Any:
    """另一个金额."""
    return _do(case_id, "offer", lambda case: answers.offer(case.id, _sum(), reason=_reason(), by=by()))


@bp.post("/<int:case_id>/approval")
@allow("orders.refund")
def approve(case_id: int) -> Any:
    """The second person agrees."""

    def act(case: Any) -> Any:
        _typed_back(case, case.agreed_fen or 0)
        return answers.approve(case.id, by=by())

    return _do(case_id, "approval", act)


@bp.post("/<int:case_id>/objection")
@allow("orders.refund")
def object_to(case_id: int) -> Any:
    """The second person says no."""
    return _do(case_id, "objection", lambda case: answers.send_back(case.id, reason=_reason(), by=by()))


@bp.post("/<int:case_id>/receipt")
@allow("aftersale.receive")
def receive(case_id: int) -> Any:
    """确认收货: sellable or damaged."""

    def act(case: Any) -> Any:
        condition = request.form.get("condition")
        if condition not in ("sellable", "damaged"):
            raise Invalid("condition", "请选择商品状况，决定是否放回库存")
        return returns.receive(case.id, is_sellable=condition == "sellable", by=by())

    return _do(case_id, "receipt", act)


@bp.post("/<int:case_id>/receipt-refusal")
@allow("aftersale.receive")
def refuse_receipt(case_id: int) -> Any:
    """拒收."""
    return _do(
        case_id,
        "receipt-refusal",
        lambda case: returns.refuse_receipt(case.id, reason=_refusal(), by=by(), media_ids=pictures()),
    )


@bp.post("/<int:case_id>/replacement")
@allow("aftersale.receive")
def replace(case_id: int) -> Any:
    """寄出换货."""
    carrier, number = request.form.get("carrier", ""), request.form.get("tracking_number", "")[:64]
    return _do(
        case_id,
        "replacement",
        lambda case: returns.send_exchange(case.id, carrier=carrier, tracking_number=number, by=by()),
    )


@bp.post("/<int:case_id>/money")
@allow("aftersale.handle")
def refund_instead(case_id: int) -> Any:
    """换不了，退款."""

    def act(case: Any) -> Any:
        _typed_back(case, case.asked_fen)
        return returns.refund_instead(case.id, by=by(), reason=_note())

    return _do(case_id, "money", act)


@bp.post("/<int:case_id>/arbitration")
@allow("aftersale.handle")
def arbitrate(case_id: int) -> Any:
    """申请平台介入."""
    return _do(case_id, "arbitration", lambda case: rulings.ask(case.id, side="merchant", reason=_reason(), by=by()))


@bp.post("/<int:case_id>/retry")
@allow("orders.refund")
def retry(case_id: int) -> Any:
    """A failed refund again, under the same number."""
    with transaction():
        case = queries.case(case_id)
        if case.refund_id is None:
            raise Refused("这个售后单没有退款")
        refund = payments.retry_refund(case.refund_id, by=by())
        audit.note("aftersale.retry", f"order:{case.order_id}", f"售后单 {case.number} 重试退款 {refund.number}")
    return redirect(_page(case_id), code=303)


def _do(case_id: int, name: str, act: Action) -> Any:
    """Make a move and say what became of it; what was typed wrong comes back in the form."""
    move = words.MOVES[name]
    with reading():
        case = queries.case(case_id)
    try:
        with transaction():
            case = act(case)
            label = words.badge(case)[0]
            audit.note(f"aftersale.{name.replace('-', '_')}", f"order:{case.order_id}",
                       f"售后单 {case.number} {move.label} {words.sum_of(case)}，现在{label}")  # fmt: skip
    except Invalid as error:
        return replies.wrong("admin/aftersale/_move_form.html", error, values=request.form, **_shown(case, move))
    done = "已同意，这个订单的退款金额较大，等另一位同事复核" if case.state == "approving" else f"已处理，{label}"
    return replies.done(done, otherwise=_page(case_id))


def _shown(case: Any, move: words.Move) -> dict[str, Any]:
    sum_fen = case.agreed_fen if move.name == "approval" else case.asked_fen
    is_money = move.name == "approval" or (move.name in ("agreement", "money") and _pays_now(case))
    with reading():
        choices = carriers.choices(CARRIERS.get()) if "parcel" in move.fields else []
        is_paused = is_money and stops.is_stopped(stops.REFUNDS)
    return {
        "case": case, "move": move, "sum_fen": sum_fen, "is_money": is_money,
        "is_typed": is_money and (sum_fen or 0) > TYPED_ABOVE_FEN.get(), "kind": rules.KINDS[case.kind],
        "is_paused": is_paused,
        "address": RETURN_ADDRESS.get().strip() if move.name == "agreement" and not is_money else "",
        "carriers": choices, "typed_above_fen": TYPED_ABOVE_FEN.get(),
        "reasons": [("", "不用模板，自己写"), *((words, words) for words in REFUSAL_REASONS.get())],
    }  # fmt: skip


def _pays_now(case: Any) -> bool:
    return case.kind not in ("return_refund", "exchange") or case.received_at is not None


def _typed_back(case: Any, fen: int) -> None:
    is_money = case.state == "approving" or _pays_now(case)
    if is_money and fen > TYPED_ABOVE_FEN.get() and money.parse_yuan(request.form.get("typed", ""), "typed") != fen:
        raise Invalid("typed", f"金额不一致，请输入 {money.format_yuan(fen).replace(',', '')}")


def _reason() -> str:
    return text(request.form, "reason", label="原因", max_length=200)


def _refusal() -> str:
    """A common reason, the person's own words, or both."""
    chosen = request.form.get("template", "")
    known = chosen if chosen in REFUSAL_REASONS.get() else ""
    own = text(request.form, "reason", label="原因", max_length=200, required=not known)
    return f"{known}：{own}" if known and own else known or own


def _note() -> str:
    return text(request.form, "note", label="说明", max_length=200, required=False)


def _sum() -> int:
    return money.parse_yuan(request.form.get("refund", ""), "refund")


def _page(case_id: int) -> str:
    return f"/admin/aftersale/{case_id}"
