"""Reads about shops and their people."""

from collections.abc import Sequence

from sqlalchemy import select

from kernel.db import db
from tenants.models import Host, Membership, Plan, Staff, Tenant


def tenant(tenant_id: int) -> Tenant:
    """One shop by id; it must exist."""
    return db.session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()


def active_tenant_ids() -> list[int]:
    """All shops that are open, oldest first."""
    return list(db.session.scalars(select(Tenant.id).where(Tenant.state == "active").order_by(Tenant.id)))


def plan_of(tenant_id: int) -> Plan:
    """The limits of a shop."""
    return db.session.scalars(select(Plan).join(Tenant, Tenant.plan_id == Plan.id).where(Tenant.id == tenant_id)).one()


def primary_host(tenant_id: int) -> str:
    """The host name to show in links."""
    statement = select(Host.name).where(Host.tenant_id == tenant_id).order_by(Host.is_primary.desc(), Host.id).limit(1)
    return db.session.scalars(statement).one()


def shops_of(staff_id: int) -> list[tuple[Tenant, str]]:
    """The shops a person works in, with the role, for the switcher."""
    rows = db.session.execute(
        select(Tenant, Membership.role)
        .join(Membership, Membership.tenant_id == Tenant.id)
        .where(Membership.staff_id == staff_id, Membership.is_active)
        .order_by(Tenant.id)
    )
    return [(row[0], row[1]) for row in rows]


def staff_of(tenant_id: int) -> list[tuple[Staff, Membership]]:
    """Everybody who works or worked in a shop."""
    rows = db.session.execute(
        select(Staff, Membership)
        .join(Membership, Membership.staff_id == Staff.id)
        .where(Membership.tenant_id == tenant_id)
        .order_by(Membership.id)
    )
    return [(row[0], row[1]) for row in rows]


def host_names(tenant_id: int) -> list[Host]:
    """All host names of a shop, the one for links first."""
    return list(
        db.session.scalars(select(Host).where(Host.tenant_id == tenant_id).order_by(Host.is_primary.desc(), Host.id))
    )


def plans() -> list[Plan]:
    """What shops can be on."""
    return list(db.session.scalars(select(Plan).order_by(Plan.id)))


def all_shops() -> list[Tenant]:
    """Every shop, oldest first."""
    return list(db.session.scalars(select(Tenant).order_by(Tenant.id)))


def staff_names(signs: Sequence[str]) -> dict[str, str]:
    """Names of the people behind "staff:3"; others are missing."""
    ids = {int(sign[6:]) for sign in signs if sign.startswith("staff:") and sign[6:].isdigit()}
    rows = db.session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids))).all() if ids else []
    return {f"staff:{row.id}": row.name for row in rows}
