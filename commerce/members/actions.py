"""Becoming a member, and the address book. Codes by text message are in codes.py."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.events.members import MemberJoined, MembersMerged
from commerce.members import queries, rules
from commerce.members.models import Address, Member
from commerce.members.ports import movers
from jobs import outbox
from kernel import clock
from kernel.db import db, find, lock, lock_many, save
from kernel.errors import Refused
from kernel.tenancy import current_tenant_id
from tenants import audit

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

    Both were shown at once, the phone by its code and the identity by WeChat: the phone's history goes over, unless
    the identity's member has a phone of its own. Safe to repeat and in parallel.
    """
    known_id = db.session.scalar(select(Member.id).where(Member.appid == appid, Member.openid == openid))
    if known_id is None:
        member = lock(Member, member_id)
        if member.openid is None:
            member.appid, member.openid, member.unionid, member.seen_at = appid, openid, unionid, at
            return member
    found, member = join_by_openid(appid, openid, at=at, unionid=unionid), find(Member, member_id)
    if member.openid is None and member.phone is not None and found.phone is None:
        return merge(member.id, found.id, at=at)
    return found


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


def bind_phone(member_id: int, phone: str, *, at: datetime) -> Member:
    """Give a member a phone whose code was right, in place of an earlier one.

    The history of a member known by this phone alone goes over. Raises Refused when it is another WeChat user's.
    """
    owner = db.session.scalar(select(Member).where(Member.phone == phone))
    if owner is not None and owner.id != member_id:
        if owner.openid is not None:
            raise Refused("这个手机号已绑定另一个微信账号，请换一个手机号，或退出后用手机号登录")
        return merge(owner.id, member_id, at=at)
    member = lock(Member, member_id)
    member.phone = phone
    return member


def merge(member_id: int, into_id: int, *, at: datetime) -> Member:
    """Two members are one person: everything a member known by phone alone has goes to the other, the phone, too.

    The caller knows that the phone is the person's: its code was right. All or nothing, in one transaction, within
    one shop. Safe to repeat and in parallel. Returns the one that stays. Raises NotFound, Refused.
    """
    rows = {row.id: row for row in lock_many(Member, [member_id, into_id])}
    gone, stays = rows[member_id], rows[into_id]
    if gone.merged_into_id == into_id:
        return stays
    if gone.id == stays.id or gone.openid is not None or gone.phone is None or stays.merged_into_id is not None:
        raise Refused("这两个账号不能合并，请联系客服")
    for move in (_move_addresses, *movers()):
        move(member_id, into_id)
    phone, gone.phone, gone.merged_into_id = gone.phone, None, into_id
    gone.session_epoch += 1
    db.session.flush()  # a phone is one member's: first free, then taken
    stays.phone, stays.nickname = phone, stays.nickname or gone.nickname
    stays.is_blocked, stays.joined_at = stays.is_blocked or gone.is_blocked, min(stays.joined_at, gone.joined_at)
    outbox.record(MembersMerged(into_id, member_id), by=f"member:{into_id}", at=at)
    audit.note("members.merge", f"member:{into_id}", f"会员 {member_id} 与会员 {into_id} 是同一人，已合并")
    return stays


def _move_addresses(member_id: int, into_id: int) -> None:
    """Both books become one with one default; the same address is kept once."""
    kept = queries.addresses(into_id)
    known = {_written(row) for row in kept}
    for row in queries.addresses(member_id):
        row.is_default = row.is_default and not kept
        if _written(row) in known:
            row.deleted_at = clock.now()
    db.session.flush()
    db.session.execute(update(Address).where(Address.member_id == member_id).values(member_id=into_id))


def _written(row: Address) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in ADDRESS_FIELDS)


def rename(member_id: int, nickname: str) -> None:
    """The name a person goes by in this shop."""
    lock(Member, member_id).nickname = nickname


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
