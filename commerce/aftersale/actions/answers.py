"""What the two sides answer each other before goods move."""

from collections.abc import Sequence

from commerce.aftersale import evidence
from commerce.aftersale.actions.moving import Held, make, take
from commerce.aftersale.actions.paying import pay, pay_or_ask, refuse_self_approval
from commerce.aftersale.actions.rulings import withdraw
from commerce.aftersale.errors import NotEligible
from commerce.aftersale.models import Case
from kernel.errors import IllegalMove, Invalid
from kernel.money import format_yuan
from tenants import settings

NO_ADDRESS = "请联系客服获取退货地址"


def agree(case_id: int, *, by: str, reason: str = "") -> Case:
    """The merchant agrees to what was asked: goods come back first, or the money goes at once.

    Raises Invalid when goods should come back and the shop has no return address.
    """
    held = take(case_id)
    if held.case.state != "applied":
        raise IllegalMove("这个售后单已经处理过了，请刷新后再看")
    _carry_on(held, held.case.asked_fen, by=by, reason=reason)
    return held.case


def _carry_on(held: Held, refund_fen: int, *, by: str, reason: str) -> None:
    """Both sides agree on a sum. Goods that are here already are not asked for again."""
    case = held.case
    if case.kind not in ("return_refund", "exchange") or case.received_at is not None:
        pay_or_ask(held, refund_fen, by=by, reason=reason)
        return
    is_asked_now = by != "system" and case.state != "offered"
    case.agreed_fen, case.agreed_by = refund_fen, by
    case.return_address = _return_address() if is_asked_now else settings.RETURN_ADDRESS.get().strip() or NO_ADDRESS
    make(held, "await_return", by=by, reason=reason, detail={"fen": refund_fen})


def _return_address() -> str:
    address = settings.RETURN_ADDRESS.get().strip()
    if not address:
        raise Invalid("address", "请先在「店铺信息」里填写退货地址，买家要按这个地址寄回")
    return address


def refuse(case_id: int, *, reason: str, by: str, media_ids: Sequence[int] = ()) -> Case:
    """The merchant says no and why; the shopper may ask the operator."""
    if not reason.strip():
        raise Invalid("reason", "请写明拒绝的原因，买家看得到")
    held = take(case_id)
    _refuse_once_received(held.case)
    make(held, "refuse", by=by, reason=reason.strip())
    evidence.attach(case_id, media_ids, side="merchant")
    return held.case


def offer(case_id: int, refund_fen: int, *, reason: str, by: str) -> Case:
    """The merchant proposes another sum. Pieces that have not left are refunded whole or not at all."""
    held = take(case_id)
    case = held.case
    if case.is_unshipped or case.kind == "exchange":
        raise IllegalMove("这个售后单不能改金额，请同意或拒绝")
    if not 1 <= refund_fen < case.asked_fen:
        raise Invalid("refund", f"请填写低于申请金额 ¥{format_yuan(case.asked_fen)} 的金额")
    if not reason.strip():
        raise Invalid("reason", "请写明改金额的原因，买家看得到")
    if case.kind == "return_refund" and case.received_at is None:
        _return_address()  # asked of the merchant now: the shopper who accepts cannot fill it in
    case.offered_fen, case.agreed_by = refund_fen, by
    make(held, "offer", by=by, reason=reason.strip(), detail={"fen": refund_fen})
    return case


def accept(case_id: int, *, member_id: int, seen_fen: int | None = None) -> Case:
    """The shopper takes the other sum. seen_fen: the one on their page; raises NotEligible when it is another now."""
    held = take(case_id, member_id=member_id)
    case = held.case
    if case.state != "offered" or case.offered_fen is None:
        raise IllegalMove("方案已经失效，请刷新后再看")
    if seen_fen is not None and seen_fen != case.offered_fen:
        raise NotEligible(f"商家的方案是退款 ¥{format_yuan(case.offered_fen)}，请确认后再接受")
    _carry_on(held, case.offered_fen, by=case.agreed_by or "system", reason="买家接受方案")
    return case


def decline(case_id: int, *, reason: str, member_id: int) -> Case:
    """The shopper wants what they asked for; the merchant decides again."""
    held = take(case_id, member_id=member_id)
    make(held, "decline", by=f"member:{member_id}", reason=reason.strip() or "买家不接受方案")
    return held.case


def approve(case_id: int, *, by: str) -> Case:
    """The second person agrees: the money goes. Raises NeedsOther for the one who agreed first."""
    held = take(case_id)
    if held.case.state != "approving":
        raise IllegalMove("这个售后单不在待复核，请刷新后再看")
    refuse_self_approval(held.case, by)
    pay(held, by=by, reason="复核通过")
    return held.case


def send_back(case_id: int, *, reason: str, by: str) -> Case:
    """The second person says no: the case is to be decided again; what no shopper asked for is over."""
    if not reason.strip():
        raise Invalid("reason", "请写明不同意的原因")
    held = take(case_id)
    is_asked_for = held.case.by.startswith("member:")
    make(held, "send_back" if is_asked_for else "close", by=by, reason=reason.strip())
    held.case.agreed_fen = held.case.agreed_by = None
    return held.case


def cancel(case_id: int, *, member_id: int) -> Case:
    """The shopper gives the request up; pieces that were kept back may be shipped again."""
    held = take(case_id, member_id=member_id)
    _refuse_once_received(held.case)
    by = f"member:{member_id}"
    make(held, "cancel", by=by, reason="买家撤销申请")
    withdraw(case_id, by=by)
    return held.case


def _refuse_once_received(case: Case) -> None:
    """Goods that are back cannot be kept without their money: agree, offer another sum, or ask the operator."""
    if case.received_at is not None:
        raise IllegalMove("货已经退回，不能再撤销或拒绝，请协商金额或申请平台介入")
