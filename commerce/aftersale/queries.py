"""Reads about cases; a shopper's reads ask for the owner."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from commerce.aftersale.models import (
    Arbitration,
    Batch,
    BatchLine,
    Case,
    CaseEntry,
    CaseLine,
    CaseMessage,
    CaseParcel,
    CasePicture,
    MessagePicture,
)
from commerce.aftersale.rules import Claim, Line
from commerce.aftersale.states import OPEN
from commerce.catalog.models import Media
from commerce.orders.models import OrderLine
from kernel.db import db, find
from kernel.errors import NotFound


def case(case_id: int) -> Case:
    """One case of the shop, for its staff."""
    return find(Case, case_id)


def own_case(number: str, member_id: int) -> Case:
    """One case of this member; another's is not found."""
    row = db.session.scalar(select(Case).where(Case.number == number, Case.member_id == member_id))
    if row is None:
        raise NotFound("没有找到这个售后单")
    return row


def ids_of(numbers: Collection[str]) -> dict[str, int]:
    """Ids of the shop's cases by their numbers."""
    rows = db.session.execute(select(Case.number, Case.id).where(Case.number.in_(numbers))) if numbers else ()
    return {number: case_id for number, case_id in rows}


def case_by_request(order_id: int, request_key: str) -> Case | None:
    """The case an earlier identical request opened."""
    return db.session.scalar(select(Case).where(Case.order_id == order_id, Case.request_key == request_key))


def case_by_refund(refund_id: int) -> Case | None:
    """The case that asked for a refund, if any did."""
    return db.session.scalar(select(Case).where(Case.refund_id == refund_id))


def cases_of_orders(order_ids: Sequence[int]) -> dict[int, list[Case]]:
    """The cases of several orders by order id, oldest first; one query."""
    found: dict[int, list[Case]] = {order_id: [] for order_id in order_ids}
    for row in db.session.scalars(select(Case).where(Case.order_id.in_(order_ids)).order_by(Case.id)):
        found[row.order_id].append(row)
    return found


def cases_of_member(member_id: int, *, before_id: int | None = None, limit: int = 10) -> list[Case]:
    """A member's cases, newest first."""
    statement = select(Case).where(Case.member_id == member_id).order_by(Case.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(Case.id < before_id)
    return list(db.session.scalars(statement))


def open_of_member(member_id: int) -> int:
    """How many of a member's cases are under way."""
    statement = select(func.count()).select_from(Case).where(Case.member_id == member_id, Case.state.in_(OPEN))
    return int(db.session.scalar(statement) or 0)


def lines_of(case_ids: Sequence[int]) -> dict[int, list[CaseLine]]:
    """The lines of several cases by case id; one query."""
    found: dict[int, list[CaseLine]] = {case_id: [] for case_id in case_ids}
    for row in db.session.scalars(select(CaseLine).where(CaseLine.case_id.in_(case_ids)).order_by(CaseLine.id)):
        found[row.case_id].append(row)
    return found


def order_lines(lines: Sequence[CaseLine]) -> dict[int, OrderLine]:
    """The order lines behind case lines, by id; one query."""
    wanted = {line.order_line_id for line in lines}
    return {row.id: row for row in db.session.scalars(select(OrderLine).where(OrderLine.id.in_(wanted)))}


def pictures_of(case_id: int) -> list[tuple[str, str]]:
    """The evidence of a case: whose side and the picture's key, in the order it came."""
    rows = db.session.execute(
        select(CasePicture.side, Media.key)
        .join(Media, CasePicture.media_id == Media.id)
        .where(CasePicture.case_id == case_id)
        .order_by(CasePicture.id)
    )
    return [(side, key) for side, key in rows]


def entries(case_id: int) -> list[CaseEntry]:
    """What happened to a case, oldest first."""
    return list(db.session.scalars(select(CaseEntry).where(CaseEntry.case_id == case_id).order_by(CaseEntry.id)))


def messages(case_id: int) -> list[tuple[CaseMessage, list[str]]]:
    """What was said about a case, oldest first, with the keys of its pictures; two queries."""
    said = db.session.scalars(select(CaseMessage).where(CaseMessage.case_id == case_id).order_by(CaseMessage.id)).all()
    shown: dict[int, list[str]] = {row.id: [] for row in said}
    pictures = (
        select(MessagePicture.message_id, Media.key)
        .join(Media, MessagePicture.media_id == Media.id)
        .where(MessagePicture.message_id.in_(shown))
        .order_by(MessagePicture.id)
    )
    for message_id, key in db.session.execute(pictures) if shown else ():
        shown[message_id].append(key)
    return [(row, shown[row.id]) for row in said]


def unread_of_member(member_id: int) -> int:
    """How many of a member's cases have something to read."""
    statement = select(func.count()).select_from(Case).where(Case.member_id == member_id, Case.unread_shopper > 0)
    return int(db.session.scalar(statement) or 0)


def last_entry(case_id: int, verb: str) -> CaseEntry | None:
    """The last time a case made this move."""
    statement = select(CaseEntry).where(CaseEntry.case_id == case_id, CaseEntry.verb == verb)
    return db.session.scalar(statement.order_by(CaseEntry.id.desc()).limit(1))


def parcels_of(case_id: int) -> dict[str, CaseParcel]:
    """Its parcels by direction: back, out."""
    rows = db.session.scalars(select(CaseParcel).where(CaseParcel.case_id == case_id))
    return {row.direction: row for row in rows}


def arbitration_of(case_id: int) -> Arbitration | None:
    """The newest time the operator was asked."""
    statement = select(Arbitration).where(Arbitration.case_id == case_id).order_by(Arbitration.id.desc()).limit(1)
    return db.session.scalar(statement)


def some(case_ids: Sequence[int]) -> list[Case]:
    """Several cases of the shop, the most urgent first."""
    statement = select(Case).where(Case.id.in_(case_ids)).order_by(Case.deadline_at, Case.id)
    return list(db.session.scalars(statement))


def batch(batch_id: int) -> tuple[Batch, list[tuple[BatchLine, Case]]]:
    """Cases agreed to together, in the order of their turn."""
    joined = select(BatchLine, Case).join(Case, BatchLine.case_id == Case.id).where(BatchLine.batch_id == batch_id)
    return find(Batch, batch_id), [(row[0], row[1]) for row in db.session.execute(joined.order_by(BatchLine.id))]


def due(limit: int = 200) -> list[int]:
    """Cases whose time is over, by the database's clock."""
    statement = (
        select(Case.id)
        .where(Case.deadline_at <= func.now(), Case.waits_for.in_(("merchant", "shopper")), Case.state != "approving")
        .order_by(Case.deadline_at)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def lines_for_sale_after(lines: Sequence[OrderLine]) -> dict[int, Line]:
    """Order lines as after-sale sees them, with what cases have to do with their pieces; one query."""
    claims: dict[int, list[Claim]] = {line.id: [] for line in lines}
    statement = (
        select(CaseLine, Case)
        .join(Case, CaseLine.case_id == Case.id)
        .where(CaseLine.order_line_id.in_(list(claims)))
        .order_by(CaseLine.id)
        .execution_options(populate_existing=True)
    )
    for row, its_case in db.session.execute(statement):
        claims[row.order_line_id].append(_claim(row, its_case))
    return {
        line.id: Line(line.paid_fen, line.quantity, line.shipped_quantity, line.shippable, tuple(claims[line.id]))
        for line in lines
    }


def _claim(line: CaseLine, its_case: Case) -> Claim:
    is_under_way = its_case.state in ("refunding", "refunded")
    return Claim(
        units=tuple(line.units),
        refunded=tuple(line.refunded) if is_under_way else (),
        is_open=its_case.state in OPEN and not is_under_way,
        is_gone=is_under_way and (its_case.is_unshipped or its_case.received_at is not None),
        is_unshipped=its_case.is_unshipped,
    )
