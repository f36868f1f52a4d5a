"""The operator decides when both sides disagree."""

from datetime import datetime

from sqlalchemy import select

from commerce.aftersale.actions.moving import Held, make, moment, take
from commerce.aftersale.actions.paying import pay
from commerce.aftersale.models import Arbitration, Case, CaseParcel
from kernel.db import db
from kernel.errors import IllegalMove, Invalid
from kernel.money import format_yuan
from tenants import settings

RULINGS = {"refund": "支持买家，直接退款", "return_refund": "支持买家，退货后退款", "reject": "支持商家，关闭售后"}


def ask(case_id: int, *, side: str, reason: str, by: str, member_id: int | None = None) -> Case:
    """A side asks the operator after a refusal, or the shopper in other cases of why_not()."""
    if not reason.strip():
        raise Invalid("reason", "请说明情况，平台会根据双方的说明和凭证判断")
    held = take(case_id, member_id=member_id)
    case, at = held.case, moment()
    if refusal := why_not(case, side, at):
        raise IllegalMove(refusal)
    make(held, "arbitrate", by=by, reason=reason.strip())
    db.session.add(Arbitration(case_id=case.id, side=side, reason=reason.strip(), asked_at=at))
    return case


def why_not(case: Case, side: str, at: datetime) -> str:
    """Why a side may not ask yet, in words. The shopper may, too, when an approval takes too long, and when less is
    offered for goods the shop has back already.
    """
    if case.state == "approving" and (side != "shopper" or case.deadline_at is None or case.deadline_at > at):
        return "商家正在复核，超时后可以申请平台介入"
    if case.state == "offered" and (side != "shopper" or case.received_at is None):
        return "商家提出了新的金额，请先接受或拒绝"
    return ""


def rule(case_id: int, ruling: str, *, refund_fen: int | None, note: str, by: str) -> Case:
    """The operator's word. refund_fen: what goes back, none means all that was asked for.

    A refund by ruling needs no second person of the shop.
    """
    if ruling not in RULINGS:
        raise Invalid("ruling", "请选择处理结果")
    if not note.strip():
        raise Invalid("note", "请写明判断的依据，双方都看得到")
    held = take(case_id)
    case = held.case
    open_one = _open_arbitration(case_id)
    if open_one is None or case.state != "arbitrating":
        raise IllegalMove("这个售后单不在平台处理中，请刷新后再看")
    fen = case.asked_fen if refund_fen is None else refund_fen
    if ruling != "reject" and not 1 <= fen <= case.asked_fen:
        raise Invalid("refund", f"金额应在 ¥0.01–¥{format_yuan(case.asked_fen)} 之间")
    if ruling != "reject" and case.is_unshipped and fen != case.asked_fen:
        raise Invalid("refund", f"没有发出的商品要全额退款，应为 ¥{format_yuan(case.asked_fen)}")
    open_one.ruling, open_one.note, open_one.ruled_by, open_one.ruled_at = ruling, note.strip(), by, moment()
    open_one.ruled_fen = None if ruling == "reject" else fen
    _carry_out(held, ruling, fen, note=note.strip(), by=by)
    return case


def _carry_out(held: Held, ruling: str, fen: int, *, note: str, by: str) -> None:
    case = held.case
    if ruling == "reject":
        make(held, "close", by=by, reason=note)
        return
    case.agreed_fen, case.agreed_by = fen, by
    if case.kind == "exchange":
        case.kind = "return_refund"  # the operator orders money, not goods
    is_sent = db.session.scalar(
        select(CaseParcel.id).where(CaseParcel.case_id == case.id, CaseParcel.direction == "back")
    )
    if ruling == "return_refund" and is_sent is None and not case.is_unshipped:
        case.kind = "return_refund"
        case.return_address = settings.RETURN_ADDRESS.get().strip() or "请联系客服获取退货地址"
        make(held, "await_return", by=by, reason=note, detail={"fen": fen})
        return
    if is_sent is not None and case.received_at is None:
        case.received_at, case.is_put_back = moment(), False  # the goods stay with the shop as they are
    pay(held, by=by, reason=note)


def withdraw(case_id: int, *, by: str) -> None:
    """Nothing is to be decided any more."""
    open_one = _open_arbitration(case_id)
    if open_one is not None:
        open_one.ruling, open_one.ruled_by, open_one.ruled_at = "withdrawn", by, moment()


def _open_arbitration(case_id: int) -> Arbitration | None:
    return db.session.scalar(
        select(Arbitration).where(Arbitration.case_id == case_id, Arbitration.ruled_at.is_(None)).with_for_update()
    )
