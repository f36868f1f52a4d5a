"""The money of a case: who may let it go, and the refund with pieces, stock and order in the same transaction."""

from sqlalchemy import func, select

from commerce.aftersale import queries, rules
from commerce.aftersale.actions.moving import Held, make
from commerce.aftersale.errors import NeedsOther
from commerce.aftersale.models import Case
from commerce.aftersale.states import OPEN
from commerce.aftersale.worth import LineWorth, is_everything
from commerce.events.aftersale import CaseRefunding
from commerce.orders.models import Order, OrderLine
from commerce.orders.refunds import LineBack, refund_part
from jobs import outbox
from kernel.db import db
from kernel.errors import Refused
from kernel.tenancy import current_tenant_id
from tenants import queries as tenants
from tenants import settings
from tenants.permissions import granted


def pay_or_ask(held: Held, refund_fen: int, *, by: str, reason: str = "", agreed_by: str | None = None) -> None:
    """Let the money go, or ask a second person when it is above the limit. agreed_by: who agreed to it, if not `by`."""
    held.case.agreed_fen, held.case.agreed_by = refund_fen, agreed_by or by
    if needs_second(held.order, refund_fen, by=agreed_by or by, case_id=held.case.id):
        make(held, "await_approval", by=by, reason=reason, detail={"fen": refund_fen})
        return
    pay(held, by=by, reason=reason)


def needs_second(order: Order, refund_fen: int, *, by: str, case_id: int | None = None) -> bool:
    """Whether a sum needs a second person: asked for by a person, and somebody else may approve.

    The limit is the order's: several small sums are one large one. With this sum counts what has gone or is going
    back already, and what people have agreed to in other cases (case_id: not this one) and not yet paid.
    """
    if by == "system":
        return False
    agreed = select(func.coalesce(func.sum(Case.agreed_fen), 0)).where(
        Case.order_id == order.id, Case.id != (case_id or 0), Case.kind != "exchange",
        Case.state.in_(OPEN - {"refunding"}),
    )  # fmt: skip
    in_all_fen = order.refunded_fen + int(db.session.scalar(agreed) or 0) + refund_fen
    return in_all_fen > settings.APPROVE_ABOVE_FEN.get() and bool(_others(by))


def _others(by: str) -> list[int]:
    """Who else may approve; a person who works alone has nobody to ask."""
    people = tenants.staff_of(current_tenant_id())
    return [
        person.id
        for person, place in people
        if place.is_active and granted(place.role, "orders.refund") and f"staff:{person.id}" != by
    ]


def refuse_self_approval(case: Case, by: str) -> None:
    """Four eyes: not the one who agreed."""
    if by == case.agreed_by:
        raise NeedsOther()


def pay(held: Held, *, by: str, reason: str = "") -> None:
    """Send the agreed sum back. Raises OverRefund when line or order would give back more than was paid."""
    case, lines = held.case, list(held.lines)
    _settle_freight(held)
    assert case.agreed_fen is not None
    dealt, freight_fen = rules.shares(case.agreed_fen, [line.fen for line in lines])
    if case.agreed_fen < 1:
        raise Refused("这些商品没有付过钱，不用退款")
    is_back = case.kind == "return_refund" and case.received_at is not None
    parts = []
    for line, fen in zip(lines, dealt, strict=True):
        line.refunded, line.refunded_fen = fen, sum(fen)
        cancelled = line.quantity if case.is_unshipped else 0
        parts.append(LineBack(line.order_line_id, sum(fen), cancelled, line.quantity if is_back else 0))
    words = f"{rules.KINDS[case.kind]}：{rules.REASONS[case.reason].label}"
    refund = refund_part(held.order, parts, freight_fen, cause=f"aftersale:{case.number}", reason=words, by=by)
    case.refund_id = refund.id
    make(held, "refund", by=by, reason=reason, detail={"fen": case.agreed_fen})
    goods_fen = case.agreed_fen - freight_fen
    outbox.record(CaseRefunding(case.id, case.order_id, refund.id, case.agreed_fen, goods_fen), by=by)


def _settle_freight(held: Held) -> None:
    """Freight as things stand now: others may have taken it, or left this case to be the last."""
    case, order = held.case, held.order
    left_fen = order.freight_fen - order.freight_refunded_fen
    over_fen = max(0, case.freight_fen - left_fen)
    if case.agreed_fen != case.asked_fen:
        case.agreed_fen = min(case.agreed_fen or 0, case.asked_fen - over_fen)
        return
    order_lines = list(db.session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)))
    freight_fen = rules.freight_back(
        left_fen,
        is_everything=is_everything(
            order_lines,
            queries.lines_for_sale_after(order_lines),
            [LineWorth(line.order_line_id, line.units, line.fen) for line in held.lines],
            is_unshipped=case.is_unshipped,
        ),
        was_shipped=any(line.shipped_quantity for line in order_lines),
        is_merchants_fault=rules.REASONS[case.reason].is_merchants_fault,
    )
    changed_fen = max(freight_fen, case.freight_fen - over_fen) - case.freight_fen
    case.freight_fen += changed_fen
    case.asked_fen += changed_fen
    case.agreed_fen = case.asked_fen
