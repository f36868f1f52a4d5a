"""Becoming a member, and the address book. Codes by text message are in codes.py."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.events.members import MemberJoined
from commerce.members import queries, rules
from commerce.members.models import Address, Member
from jobs import outbox
from kernel import clock
from kernel.db import db, lock, save
from kernel.errors import Refused
from kernel.tenancy import current_tenant_id

ADDRESS_FIELDS = ("name", "phone", "province", "city", "district", "detail")


def join_by_openid(appid: str, openid: str, *, at: datetime, unionid: str | None = None) -> Member:
    """The member behind an identity (appid, openid), made at the first visit.

    Safe to repeat and in parallel: one identity is one member.
    """
    values = {"appid": appid, "openid": openid, "unionid": unionid, "source": "wechat"}
    member = _join(values, (Member.appid == appid) & (Member.openid == openid), at)
    if unionid and member.unionid is None:
        member.unionid = unionid
    return member


def bind_openid(member_id: int, appid: str, openid: str, *, at: datetime, unionid: str | None = None) -> Member:
    """Add an identity to a member known by phone alone; one that has a member already leads to that member.

    Safe to repeat and in parallel.
    """
    member = lock(Member, member_id)
    is_known = db.session.scalar(select(Member.id).where(Member.appid == appid, Member.openid == openid)) is not None
    if member.openid is not None or is_known:
        return join_by_openid(appid, openid, at=at, unionid=unionid)
    member.appid, member.openid, member.unionid, member.seen_at = appid, openid, unionid, at
    return member


def join_by_phone(phone: str, *, at: datetime) -> Member:
    """The member behind a phone whose code was right, made at the first visit. Safe to repeat and in parallel."""
    return _join({"phone": phone, "source": "phone"}, Member.phone == phone, at)


def _join(values: dict[str, str | None], identity: object, at: datetime) -> Member:
    statement = insert(Member).values(tenant_id=current_tenant_id(), joined_at=at, **values)
    member_id = db.session.scalar(statement.on_conflict_do_nothing().returning(Member.id))
    member = db.session.scalars(select(Member).where(identity)).one()  # type: ignore[arg-type]
    member.seen_at = at
    if member_id is not None:
        outbox.record(MemberJoined(member_id), by=f"member:{member_id}", at=at)
    return member


def bind_phone(member_id: int, phone: str) -> Member:
    """Add a phone whose code was right to a member. Raises Refused when it is somebody else's."""
    member = lock(Member, member_id)
    owner = db.session.scalar(select(Member.id).where(Member.phone == phone))
    if owner not in (None, member_id):
        raise Refused("这个手机号已绑定另一个账号，请换一个手机号，或退出后用手机号登录")
    member.phone = phone
    return member


def end_sessions(member_id: int) -> None:
    """Sign the member out everywhere."""
    db.session.execute(update(Member).where(Member.id == member_id).values(session_epoch=Member.session_epoch + 1))


def save_address(
    member_id: int, fields: dict[str, str], *, address_id: int | None = None, is_default: bool = False
) -> Address:
    """Add an address, or change one. The first becomes the default. Raises Invalid, NotFound, Refused."""
    values = rules.checked_address(fields)
    lock(Member, member_id)  # one change of the book at a time: exactly one default
    book = queries.addresses(member_id)
    if address_id is None:
        if len(book) >= rules.MOST_ADDRESSES:
            raise Refused(f"最多保存 {rules.MOST_ADDRESSES} 个地址，请先删除不用的")
        row = save(Address(member_id=member_id, **values))
    else:
        row = queries.own_address(address_id, member_id)
        for name, value in values.items():
            setattr(row, name, value)
    if is_default or not book:
        _make_default(row)
    return row


def set_default(member_id: int, address_id: int) -> None:
    """Send parcels here from now on. Safe to repeat. Raises NotFound."""
    lock(Member, member_id)
    _make_default(queries.own_address(address_id, member_id))


def delete_address(member_id: int, address_id: int) -> None:
    """Take an address out of the book; orders keep their own copy. The newest other one becomes the default."""
    lock(Member, member_id)
    row = queries.own_address(address_id, member_id)
    was_default, row.is_default, row.deleted_at = row.is_default, False, clock.now()
    db.session.flush()
    rest = queries.addresses(member_id)
    if was_default and rest:
        _make_default(rest[0])


def _make_default(row: Address) -> None:
    others = update(Address).where(Address.member_id == row.member_id, Address.is_default, Address.id != row.id)
    db.session.execute(others.values(is_default=False))
    row.is_default = True
    db.session.flush()
