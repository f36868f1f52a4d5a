"""Reads about members."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from commerce.members.models import Address, Member
from kernel.db import db, find
from kernel.errors import NotFound
from kernel.prepared import Prepared


def member(member_id: int) -> Member:
    """One member. Raises NotFound."""
    return find(Member, member_id)


def member_of_phone(phone: str) -> Member | None:
    """The member a phone leads to, or None."""
    return db.session.scalar(select(Member).where(Member.phone == phone))


def meaning_of_binding(member: Member, appid: str, openid: str) -> str:
    """What binding an identity of WeChat to a member would do.

    own: nothing, it is theirs. new: nobody had it. merge: the history of its member joins. taken: that member has a
    phone of its own and stays apart. other: the member has another identity already.
    """
    if (member.appid, member.openid) == (appid, openid):
        return "own"
    if member.openid is not None:
        return "other"
    known = db.session.scalar(select(Member).where(Member.appid == appid, Member.openid == openid))
    if known is None:
        return "new"
    return "merge" if known.phone is None else "taken"


def nicknames(member_ids: Sequence[int]) -> dict[int, str]:
    """Names to show for several members; those without one are 微信用户."""
    rows = db.session.execute(select(Member.id, Member.nickname).where(Member.id.in_(set(member_ids))))
    return {row.id: row.nickname or "微信用户" for row in rows}


ADDRESSES = (
    select(Address)
    .where(Address.member_id == bindparam("member_id"), Address.deleted_at.is_(None))
    .order_by(Address.is_default.desc(), Address.id.desc())
)


def addresses(member_id: int) -> list[Address]:
    """A member's addresses, the default one first, then the newest."""
    return list(db.session.scalars(ADDRESSES, {"member_id": member_id}))


BOOK = Prepared(
    select(
        Address.id, Address.is_default, Address.name, Address.phone, Address.province, Address.city, Address.district,
        Address.detail,
    )
    .where(Address.member_id == bindparam("member_id"), Address.deleted_at.is_(None))
    .order_by(Address.is_default.desc(), Address.id.desc())
)  # fmt: skip


def address_book(member_id: int) -> Sequence[Any]:
    """The same as addresses(), only to be read: rows that nothing can be written to."""
    return BOOK.rows(member_id=member_id)


def default_address(member_id: int) -> Address | None:
    """Where parcels go unless the member says otherwise."""
    return next(iter(addresses(member_id)), None)


def own_address(address_id: int, member_id: int) -> Address:
    """One address of this very member. Raises NotFound, also for somebody else's."""
    row = find(Address, address_id)
    if row.member_id != member_id or row.deleted_at is not None:
        raise NotFound()
    return row
