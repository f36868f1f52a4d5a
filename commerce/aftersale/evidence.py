"""Pictures as evidence: how many a person may hand in, how many a case holds, and what is cleared away unused."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from commerce.aftersale import rules
from commerce.aftersale.errors import TooMuch
from commerce.aftersale.models import CaseMessage, CasePicture, MessagePicture, Upload
from commerce.catalog import actions as catalog
from commerce.catalog import media, strays
from commerce.catalog.models import Media
from commerce.members.models import Member
from kernel.db import db, lock
from kernel.tenancy import current_tenant_id

DAY = timedelta(days=1)
KEEP = timedelta(days=1)
"""A picture nothing uses is cleared away after this: the form it was meant for is closed by then."""


def keep(picture: media.Picture, *, member_id: int, order_id: int) -> Media:
    """Note a shopper's picture, before its files are put. Raises TooMuch above the day's quota.

    The member is locked, so that uploads at the same time are counted one after the other.
    """
    lock(Member, member_id)
    recent = select(func.count(), func.count().filter(Upload.order_id == order_id)).where(
        Upload.member_id == member_id, Upload.at > func.now() - DAY
    )
    of_member, of_order = db.session.execute(recent).one()
    if of_order >= rules.UPLOADS_OF_AN_ORDER or of_member >= rules.UPLOADS_A_DAY:
        raise TooMuch("今天上传的图片太多了，请明天再试，或联系客服")
    db.session.add(Upload(member_id=member_id, order_id=order_id))
    return catalog.keep_image(picture, "售后凭证", is_stray=True)


def attach(case_id: int, media_ids: Sequence[int], *, side: str) -> None:
    """Evidence of one side; the same picture twice is one. Raises Invalid for one that is gone, or TooMuch."""
    used = strays.use(media_ids[: rules.MAX_PICTURES])
    refuse_too_many(case_id, len(used), side=side)
    for media_id in used:
        values = {"tenant_id": current_tenant_id(), "case_id": case_id, "media_id": media_id, "side": side}
        db.session.execute(insert(CasePicture).values(values).on_conflict_do_nothing())


def refuse_too_many(case_id: int, more: int, *, side: str) -> None:
    """Raises TooMuch when one side's pictures of a case would be more than it holds."""
    if not more:
        return
    shown = (
        select(func.count()).select_from(CasePicture).where(CasePicture.case_id == case_id, CasePicture.side == side)
    )
    told = (
        select(func.count())
        .select_from(MessagePicture)
        .join(CaseMessage, MessagePicture.message_id == CaseMessage.id)
        .where(CaseMessage.case_id == case_id, CaseMessage.side == side)
    )
    present = int(db.session.scalar(shown) or 0) + int(db.session.scalar(told) or 0)
    if present + more > rules.PICTURES_OF_A_CASE:
        raise TooMuch(f"一个售后单最多放 {rules.PICTURES_OF_A_CASE} 张图片")


def forget_counts(before_at: datetime) -> None:
    """Uploads that no quota counts any more. Safe to repeat."""
    db.session.execute(delete(Upload).where(Upload.at < before_at))
