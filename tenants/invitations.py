"""One-time links: into a shop with a role, or back in with a new password. Only the token's fingerprint is kept."""

from datetime import timedelta

from sqlalchemy import func, select

from kernel import clock, ids
from kernel.db import db
from kernel.errors import Invalid, NotFound, Refused
from tenants import actions, logins, passwords
from tenants.models import Invitation, Membership, Staff
from tenants.permissions import ROLES

LIFETIME = timedelta(hours=72)


def invite(tenant_id: int, role: str, *, invitee: str, by: str) -> str:
    """A link's token for a new colleague. Shown once."""
    if role not in ROLES:
        raise Invalid("role", "请选择角色")
    return _new(Invitation(tenant_id=tenant_id, role=role, invitee=invitee, invited_by=by))


def invite_back(tenant_id: int, staff_id: int, *, by: str, is_operator: bool = False) -> str:
    """A link with which a colleague sets a new password and second factor.

    Refused for a person who also works elsewhere, unless the platform asks: one shop must not open another.
    """
    place = _place(tenant_id, staff_id)
    shops = db.session.scalar(select(func.count()).select_from(Membership).where(Membership.staff_id == staff_id))
    if (shops or 0) > 1 and not is_operator:
        raise Refused("这位员工也在其他店铺工作，请联系平台重置密码")
    person = db.session.scalars(select(Staff).where(Staff.id == staff_id)).one()
    row = Invitation(tenant_id=tenant_id, staff_id=staff_id, role=place.role, invitee=person.name, invited_by=by)
    return _new(row)


def _new(row: Invitation) -> str:
    token = ids.new_token()
    row.token_fingerprint = ids.fingerprint(token)
    row.expires_at = clock.now() + LIFETIME
    db.session.add(row)
    db.session.flush()
    return token


def open_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The invitation behind a link that still works. Raises NotFound."""
    statement = select(Invitation).where(
        Invitation.token_fingerprint == ids.fingerprint(token), Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None), Invitation.expires_at > clock.now(),
    )  # fmt: skip
    row = db.session.scalar(statement.with_for_update() if lock else statement)
    if row is None:
        raise NotFound("这个邀请链接已失效，请让店长重新发一个")
    return row


def accept(token: str, *, login: str, name: str, password: str) -> Staff:
    """Use the link: once. An existing account joins only with its own password. Raises NotFound, Invalid, Refused."""
    row = open_invitation(token, lock=True)
    row.used_at = clock.now()
    if row.staff_id is not None:
        return _come_back(row.staff_id, password)
    known = db.session.scalar(select(Staff).where(Staff.login == login))
    if known is not None and not passwords.is_password(known.password_hash, password):
        raise Invalid("login", "这个账号已被使用；如果是你本人，请填写原来的密码")
    return actions.add_staff(row.tenant_id, login, name, row.role, password=password)


def _come_back(staff_id: int, password: str) -> Staff:
    passwords.check_strength(password)
    person = db.session.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one()
    person.password_hash = passwords.hash_password(password)
    person.totp_sealed = None  # the phone may be gone too; owners set a new one up at the next login
    logins.end_others(staff_id)
    return person


def revoke(tenant_id: int, invitation_id: int) -> Invitation:
    """Take a link back before it is used."""
    row = db.session.scalar(
        select(Invitation).where(Invitation.id == invitation_id, Invitation.tenant_id == tenant_id).with_for_update()
    )
    if row is None:
        raise NotFound()
    if row.used_at is not None:
        raise Refused("这个邀请已被使用，不能撤回")
    row.revoked_at = row.revoked_at or clock.now()
    return row


def open_of(tenant_id: int) -> list[Invitation]:
    """Links of a shop that still work, newest first."""
    statement = select(Invitation).where(
        Invitation.tenant_id == tenant_id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(),
    )  # fmt: skip
    return list(db.session.scalars(statement.order_by(Invitation.id.desc())))


def _place(tenant_id: int, staff_id: int) -> Membership:
    row = db.session.scalar(
        select(Membership).where(Membership.tenant_id == tenant_id, Membership.staff_id == staff_id)
    )
    if row is None:
        raise NotFound()
    return row
