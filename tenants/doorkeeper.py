"""Who a signed-in browser belongs to, read afresh for every request: a changed role counts at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from kernel import clock, ids
from kernel.db import db
from tenants.logins import OPERATOR_IDLE, STAFF_IDLE
from tenants.models import Impersonation, Login, Membership, Operator, Staff, Tenant


@dataclass(frozen=True)
class Visit:
    """An operator inside a shop's admin."""

    impersonation_id: int
    operator: str
    reason: str
    until: datetime
    may_write: bool


@dataclass(frozen=True)
class Here:
    """The person behind a request to the merchant admin, and the shop they are working in."""

    login_id: int
    staff_id: int | None
    operator_id: int | None
    name: str
    role: str | None  # None: no longer works in this shop
    tenant_id: int | None
    shop_name: str
    shop_state: str
    has_second_factor: bool
    last_seen_at: datetime
    visit: Visit | None = None

    @property
    def by(self) -> str:
        return f"staff:{self.staff_id}" if self.staff_id is not None else f"operator:{self.operator_id}"


@dataclass(frozen=True)
class OperatorHere:
    """The person behind a request to the console."""

    login_id: int
    operator_id: int
    name: str
    last_seen_at: datetime

    @property
    def by(self) -> str:
        return f"operator:{self.operator_id}"


def merchant_of(token: str) -> Here | None:
    """Who holds this token in the merchant admin; None when the login is over. One query for staff."""
    row = db.session.execute(
        select(Login, Staff, Membership, Tenant)
        .outerjoin(Staff, Staff.id == Login.staff_id)
        .outerjoin(Tenant, Tenant.id == Login.tenant_id)
        .outerjoin(Membership, (Membership.staff_id == Login.staff_id) & (Membership.tenant_id == Login.tenant_id))
        .where(*_live(token))
    ).one_or_none()
    if row is None:
        return None
    login, person, membership, tenant = row
    if login.impersonation_id is not None:
        return _visitor(login, tenant)
    if person is None or not person.is_active or login.last_seen_at < clock.now() - STAFF_IDLE:
        return None
    return Here(
        login_id=login.id, staff_id=person.id, operator_id=None, name=person.name,
        role=membership.role if membership is not None and membership.is_active else None,
        tenant_id=login.tenant_id, shop_name=tenant.name if tenant else "",
        shop_state=tenant.state if tenant else "active",
        has_second_factor=person.totp_sealed is not None, last_seen_at=login.last_seen_at,
    )  # fmt: skip


def operator_of(token: str) -> OperatorHere | None:
    """Who holds this token in the console; None when the login is over."""
    row = db.session.execute(
        select(Login, Operator)
        .join(Operator, Operator.id == Login.operator_id)
        .where(*_live(token), Login.impersonation_id.is_(None), Operator.is_active)
    ).one_or_none()
    if row is None or row[0].last_seen_at < clock.now() - OPERATOR_IDLE:
        return None
    return OperatorHere(row[0].id, row[1].id, row[1].name, row[0].last_seen_at)


def _live(token: str) -> tuple[ColumnElement[bool], ...]:
    is_this = Login.token_fingerprint == ids.fingerprint(token)
    return (is_this, Login.ended_at.is_(None), Login.expires_at > clock.now())


def _visitor(login: Login, tenant: Tenant) -> Here | None:
    row = db.session.execute(
        select(Impersonation, Operator)
        .join(Operator, Operator.id == Impersonation.operator_id)
        .where(
            Impersonation.id == login.impersonation_id, Impersonation.ended_at.is_(None),
            Impersonation.expires_at > clock.now(), Operator.is_active,
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    pass_, operator = row
    return Here(
        login_id=login.id, staff_id=None, operator_id=operator.id, name=f"平台 {operator.name}", role="owner",
        tenant_id=tenant.id, shop_name=tenant.name, shop_state=tenant.state, has_second_factor=True,
        last_seen_at=login.last_seen_at,
        visit=Visit(pass_.id, operator.name, pass_.reason, pass_.expires_at, pass_.may_write),
    )  # fmt: skip
