"""Forgetting a person: one datum when its use is withdrawn, all of them when the account is closed.

The member stays as a number, so that orders, payments and figures keep adding up.
"""

from datetime import datetime

from sqlalchemy import delete, select

from commerce.events.members import MemberErased
from commerce.members.models import Address, Member, PhoneCode
from commerce.members.ports import erasers
from jobs import outbox
from kernel.db import db, lock

NOBODY = "已注销用户"


def member_behind(appid: str, openid: str) -> int | None:
    """The member with this identity, or None."""
    return db.session.scalar(select(Member.id).where(Member.appid == appid, Member.openid == openid))


def erase_addresses(member_id: int, *, by: str, at: datetime) -> None:
    """Empty the address book, also of what was taken out of it before; orders keep their own copy. Safe to repeat."""
    lock(Member, member_id)
    _delete_addresses(member_id)
    outbox.record(MemberErased(member_id, "addresses"), by=by, at=at)


def erase_nickname(member_id: int, *, by: str, at: datetime) -> None:
    """Forget the name a person goes by. Safe to repeat."""
    lock(Member, member_id).nickname = ""
    outbox.record(MemberErased(member_id, "nickname"), by=by, at=at)


def erase_person(member_id: int, *, by: str, at: datetime) -> None:
    """Forget who the member was: identity, phone, name, addresses, sign-in codes, and what each area kept for a person.

    All sessions end. Orders and invoices still under way keep what they need until they are over (forget_erased of
    orders and of invoices). The same person coming back later is a new member. Safe to repeat.
    """
    member = lock(Member, member_id)
    if member.erased_at is not None:
        return
    if member.phone is not None:
        db.session.execute(delete(PhoneCode).where(PhoneCode.phone == member.phone))
    _delete_addresses(member_id)
    for erase in erasers():
        erase(member_id)
    member.appid = member.openid = member.unionid = member.phone = None
    member.nickname, member.is_following, member.erased_at = NOBODY, False, at
    member.session_epoch += 1
    outbox.record(MemberErased(member_id, "everything"), by=by, at=at)


def _delete_addresses(member_id: int) -> None:
    db.session.execute(delete(Address).where(Address.member_id == member_id))
