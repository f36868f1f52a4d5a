"""A case begins: by the shopper, or by the merchant who gives money back unasked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from commerce.aftersale import eligibility, evidence, queries, rules
from commerce.aftersale.actions.moving import Held, deadline, moment, write
from commerce.aftersale.actions.paying import pay_or_ask
from commerce.aftersale.models import Case, CaseLine
from commerce.aftersale.states import WAITS_FOR
from commerce.aftersale.worth import Worth, worth
from commerce.events.aftersale import CaseOpened
from commerce.orders import refunds as orders
from commerce.orders.models import Order, OrderLine
from jobs import outbox
from kernel import ids
from kernel.db import db, lock, save
from kernel.errors import Invalid, NotFound


@dataclass(frozen=True)
class Application:
    """What the shopper asks for. quantities: order line id → pieces; expected_fen: the sum they saw."""

    kind: str
    reason: str
    quantities: Mapping[int, int]
    is_unshipped: bool
    goods_received: bool = False
    note: str = ""
    media_ids: tuple[int, ...] = ()
    exchange_skus: Mapping[int, int] = field(default_factory=dict)  # order line id → SKU wanted instead
    request_key: str | None = None
    expected_fen: int | None = None


@dataclass(frozen=True)
class Initiative:
    """What the merchant gives back. refund_fen: none means all the pieces are worth."""

    kind: str  # merchant_initiated, price_protection
    reason: str
    quantities: Mapping[int, int]
    is_unshipped: bool  # pieces that have not left and will not leave; a price protection lets them
    refund_fen: int | None = None
    note: str = ""
    request_key: str | None = None


def apply(order_id: int, application: Application, *, member_id: int) -> Case:
    """The shopper asks. Safe to repeat: the same request key is the same case.

    Raises NotEligible with the reason in words, Invalid for a field, NotFound for another's order.
    """
    order = lock(Order, order_id)
    if order.member_id != member_id:
        raise NotFound("没有找到这个订单")
    earlier = queries.case_by_request(order.id, application.request_key) if application.request_key else None
    if earlier is not None:
        return earlier
    lines, at = _lines(order.id), moment()
    eligibility.refuse_unfit(order, lines, application, at=at)
    asked = worth(
        order, lines, application.quantities, is_unshipped=application.is_unshipped,
        is_merchants_fault=rules.REASONS[application.reason].is_merchants_fault,
    )  # fmt: skip
    if application.kind != "exchange" and asked.total_fen < 1:
        raise Invalid("lines", "这些商品没有付过钱，不用退款")
    if application.expected_fen is not None and application.kind != "exchange":
        eligibility.refuse_other_sum(application.expected_fen, asked.total_fen)
    case = _open(order, application, asked, by=f"member:{member_id}", at=at)
    evidence.attach(case.id, application.media_ids, side="shopper")
    return case


def initiate(order_id: int, initiative: Initiative, *, by: str) -> Case:
    """The merchant gives money back unasked: pieces that cannot be sent, a compensation, a price difference.

    The refund is under way at once, or waits for a second person above the limit. Safe to repeat by request key.
    """
    order = lock(Order, order_id)
    earlier = queries.case_by_request(order.id, initiative.request_key) if initiative.request_key else None
    if earlier is not None:
        return earlier
    eligibility.refuse_order(order)
    if initiative.kind == "price_protection" and (initiative.refund_fen is None or initiative.is_unshipped):
        raise Invalid("refund", "请填写要补的差价")
    lines = _lines(order.id)
    reason = rules.REASONS.get(initiative.reason)
    if reason is None or "merchant" not in reason.by:
        raise Invalid("reason", "请选择原因")
    is_price = initiative.kind == "price_protection"
    asked = worth(
        order, lines, initiative.quantities, is_unshipped=None if is_price else initiative.is_unshipped,
        is_merchants_fault=reason.is_merchants_fault and not is_price,
    )  # fmt: skip
    refund_fen = asked.total_fen if initiative.refund_fen is None else initiative.refund_fen
    eligibility.refuse_sum(refund_fen, asked, is_whole=initiative.is_unshipped)
    case = _open(order, initiative, asked, by=by, at=moment())
    pay_or_ask(Held(case, order), refund_fen, by=by, reason=initiative.note)
    return case


def _lines(order_id: int) -> list[OrderLine]:
    statement = select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def _open(order: Order, wish: Application | Initiative, asked: Worth, *, by: str, at: datetime) -> Case:
    case = save(
        Case(
            number=ids.new_number("A", at), order_id=order.id, member_id=order.member_id, kind=wish.kind,
            waits_for=WAITS_FOR["applied"], deadline_at=deadline("applied", at), reason=wish.reason, note=wish.note,
            is_unshipped=wish.is_unshipped, goods_received=getattr(wish, "goods_received", False),
            asked_fen=asked.total_fen, freight_fen=asked.freight_fen, request_key=wish.request_key, by=by,
            opened_at=at,
        )
    )  # fmt: skip
    exchange: Mapping[int, int] = getattr(wish, "exchange_skus", {})
    for part in asked.lines:
        db.session.add(
            CaseLine(
                case_id=case.id, order_line_id=part.order_line_id, quantity=len(part.units), units=part.units,
                fen=part.fen, asked_fen=sum(part.fen), exchange_sku_id=exchange.get(part.order_line_id),
            )
        )  # fmt: skip
    held = {part.order_line_id: len(part.units) for part in asked.lines} if wish.is_unshipped else {}
    orders.hold_back(order, held)
    write(case, "apply", None, by=by, at=at, reason=wish.note, detail={"fen": asked.total_fen})
    outbox.record(CaseOpened(case.id, order.id, order.member_id, case.kind, case.asked_fen), by=by, at=at)
    db.session.flush()
    return case
