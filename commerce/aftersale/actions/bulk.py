"""同意退款 for many cases: each is agreed to on its own, or left with the reason in words."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from commerce.aftersale import queries
from commerce.aftersale.actions import answers
from commerce.aftersale.actions.moving import moment
from commerce.aftersale.models import Batch, BatchLine, Case
from commerce.aftersale.states import BATCH
from kernel.db import db, find, lock
from kernel.money import format_yuan
from kernel.tenancy import current_tenant_id
from tenants import settings

REASON = "批量同意"
DONE = {
    "approving": "已同意，这个订单的退款金额较大，等另一位同事复核",
    "to_return": "已同意，等买家寄回",
    "refunding": "已同意，原路退款",
}  # fmt: skip


LATER = {"returned": "要先验收退货", "to_exchange": "要寄出换货，或改为退款", "approving": "要另一位同事复核"}
"""What the merchant still owes a case that was agreed to already."""


def limit_fen() -> int:
    """What one case of a batch may ask for at most: above it a sum is typed back, or a second person looks."""
    return min(settings.TYPED_ABOVE_FEN.get(), settings.APPROVE_ABOVE_FEN.get())


def begin(case_ids: Sequence[int], *, by: str, request_key: str) -> Batch:
    """A batch of cases of this shop; what is none of its cases is left out. Safe to repeat by the key."""
    wanted = {
        "tenant_id": current_tenant_id(), "state": BATCH.initial, "by": by, "request_key": request_key,
        "made_at": moment(),
    }  # fmt: skip
    is_new = db.session.scalar(insert(Batch).values(wanted).on_conflict_do_nothing().returning(Batch.id))
    row = db.session.scalars(select(Batch).where(Batch.request_key == request_key)).one()
    if is_new is None:
        return row
    own = db.session.scalars(select(Case.id).where(Case.id.in_(case_ids)).order_by(Case.deadline_at, Case.id)).all()
    if own:
        values = [{"tenant_id": row.tenant_id, "batch_id": row.id, "case_id": case_id, "words": ""} for case_id in own]
        db.session.execute(insert(BatchLine).values(values))
    return row


def start(batch_id: int) -> list[int]:
    """Take a batch up; the lines whose turn has not come. Empty once all is done."""
    row = lock(Batch, batch_id)
    if not BATCH.can(row, "start"):
        return []
    BATCH.move(row, "start")
    return _open_lines(batch_id)


def _open_lines(batch_id: int) -> list[int]:
    statement = select(BatchLine.id).where(BatchLine.batch_id == batch_id, BatchLine.outcome.is_(None))
    return list(db.session.scalars(statement.order_by(BatchLine.id)))


def agree(line_id: int) -> None:
    """Agree to one case of a batch, or leave it and say why. Happens once, whoever comes second.

    Raises what agreeing raises; then leave() tells it.
    """
    line = lock(BatchLine, line_id)
    if line.outcome is not None:
        return
    why_not = unfit(queries.case(line.case_id))
    if why_not:
        line.outcome, line.words = "left", why_not
        return
    case = answers.agree(line.case_id, by=find(Batch, line.batch_id).by, reason=REASON)
    line.outcome, line.words = "agreed", DONE.get(case.state, "已同意")


def unfit(case: Case) -> str:
    """Why a case cannot be agreed to in bulk; empty when it can."""
    if case.state != "applied":
        return LATER.get(case.state, "已经处理过了")
    if case.kind == "exchange":
        return "换货要逐个处理"
    if case.asked_fen > limit_fen():
        return f"超过 ¥{format_yuan(limit_fen())}，要逐个确认金额"
    return ""


def leave(line_id: int, words: str) -> None:
    """A case that could not be agreed to, with the reason. Safe to repeat."""
    line = lock(BatchLine, line_id)
    if line.outcome is None:
        line.outcome, line.words = "left", words


def finish(batch_id: int) -> None:
    """Every line has its outcome. Safe to repeat."""
    row = lock(Batch, batch_id)
    if BATCH.can(row, "finish") and not _open_lines(batch_id):
        BATCH.move(row, "finish")
        row.finished_at = moment()


def progress(batch_id: int) -> tuple[int, int, int]:
    """How many of a batch are done, how many there are, and how many were agreed to."""
    is_done, is_agreed = BatchLine.outcome.is_not(None), BatchLine.outcome == "agreed"
    counts = select(func.count().filter(is_done), func.count(), func.count().filter(is_agreed))
    done, total, agreed = db.session.execute(counts.where(BatchLine.batch_id == batch_id)).one()
    return done, total, agreed
