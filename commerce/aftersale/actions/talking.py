"""What the sides say to each other about a case, outside its moves."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from commerce.aftersale import evidence, queries, rules
from commerce.aftersale.actions.moving import moment
from commerce.aftersale.errors import NotEligible, TooMuch
from commerce.aftersale.models import Case, CaseMessage, MessagePicture
from commerce.catalog import strays
from commerce.events.aftersale import CaseMessageSent
from jobs import outbox
from kernel.db import db, lock, save
from kernel.errors import Invalid, NotFound

UNREAD = {"shopper": Case.unread_shopper, "merchant": Case.unread_merchant, "operator": Case.unread_operator}


def say(
    case_id: int, words: str, *, side: str, by: str, request_key: str, media_ids: Sequence[int] = (),
    member_id: int | None = None,
) -> CaseMessage:  # fmt: skip
    """One message with its pictures; the others have something to read. Safe to repeat by the key.

    The operator speaks once somebody has asked for a ruling. member_id: whose case it must be. Raises TooMuch for a
    side that says too much in an hour, NotEligible when the case is long over.
    """
    case = lock(Case, case_id)
    if member_id is not None and case.member_id != member_id:
        raise NotFound("没有找到这个售后单")
    same = select(CaseMessage).where(CaseMessage.case_id == case_id, CaseMessage.request_key == request_key)
    earlier = db.session.scalar(same)
    if earlier is not None:
        return earlier
    _refuse(case, words, side, media_ids)
    at = moment()
    row = save(CaseMessage(case_id=case_id, at=at, side=side, by=by, words=words.strip(), request_key=request_key))
    used = strays.use(media_ids[: rules.MAX_PICTURES])
    evidence.refuse_too_many(case_id, len(used), side=side)
    db.session.add_all(MessagePicture(message_id=row.id, media_id=media_id) for media_id in used)
    is_first = side != "shopper" and case.unread_shopper == 0
    _count(case, side)
    outbox.record(CaseMessageSent(case_id, case.order_id, row.id, side, is_first), by=by, at=at)
    return row


def _refuse(case: Case, words: str, side: str, media_ids: Sequence[int]) -> None:
    if not words.strip() and not media_ids:
        raise Invalid("message", "请写点什么，或者添加照片")
    if len(words.strip()) > rules.WORDS_MOST:
        raise Invalid("message", f"一次最多写 {rules.WORDS_MOST} 个字")
    if not rules.may_talk(case.ended_at, moment()):
        raise NotEligible(f"售后结束已超过 {rules.TALK_DAYS} 天，不能再留言；有问题请联系客服")
    if side == "operator" and queries.arbitration_of(case.id) is None:
        raise NotEligible("双方都没有申请平台介入")
    recent = select(func.count()).select_from(CaseMessage).where(
        CaseMessage.case_id == case.id, CaseMessage.side == side, CaseMessage.at > func.now() - evidence.DAY / 24
    )  # fmt: skip
    if int(db.session.scalar(recent) or 0) >= rules.MESSAGES_AN_HOUR:
        raise TooMuch("留言太频繁了，请过一会儿再发")


def _count(case: Case, side: str) -> None:
    """The others have one more to read; whoever speaks has read what was there."""
    asked = queries.arbitration_of(case.id)
    case.unread_shopper = 0 if side == "shopper" else case.unread_shopper + 1
    case.unread_merchant = 0 if side == "merchant" else case.unread_merchant + 1
    if side == "operator":
        case.unread_operator = 0
    elif asked is not None and asked.ruled_at is None:
        case.unread_operator += 1


def read(case_id: int, *, side: str) -> None:
    """This side has seen everything said so far. Safe to repeat; costs nothing when there was nothing new."""
    column = UNREAD[side]
    db.session.execute(update(Case).where(Case.id == case_id, column > 0).values({column.key: 0}))
