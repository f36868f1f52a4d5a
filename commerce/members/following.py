"""Who follows the shop's 公众号, as WeChat tells us."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commerce.events.members import MemberFollowed, MemberJoined, MemberUnfollowed
from commerce.members.models import Member
from jobs import outbox
from kernel.db import db
from kernel.tenancy import current_tenant_id


def follow(appid: str, openid: str, *, at: datetime) -> Member:
    """Somebody follows; a person never seen before becomes a member. Safe to repeat, in parallel and out of order."""
    values = {"appid": appid, "openid": openid, "source": "follow", "joined_at": at}
    statement = insert(Member).values(tenant_id=current_tenant_id(), **values).on_conflict_do_nothing()
    member_id = db.session.scalar(statement.returning(Member.id))
    if member_id is not None:
        outbox.record(MemberJoined(member_id), by="wechat", at=at)
    member = _locked(appid, openid)
    assert member is not None
    _change(member, True, at)
    return member


def unfollow(appid: str, openid: str, *, at: datetime) -> None:
    """Somebody follows no longer; a stranger is left alone. Safe to repeat, in parallel and out of order."""
    member = _locked(appid, openid)
    if member is not None:
        _change(member, False, at)


def _locked(appid: str, openid: str) -> Member | None:
    statement = select(Member).where(Member.appid == appid, Member.openid == openid)
    return db.session.scalar(statement.with_for_update(key_share=True).execution_options(populate_existing=True))


def _change(member: Member, is_following: bool, at: datetime) -> None:
    if member.follow_changed_at is not None and member.follow_changed_at > at:
        return
    member.follow_changed_at = at
    if member.is_following != is_following:
        member.is_following = is_following
        fact = MemberFollowed(member.id) if is_following else MemberUnfollowed(member.id)
        outbox.record(fact, by="wechat", at=at)
