"""Roles of people who already work in a shop. A shop always keeps one active owner."""

from sqlalchemy import select

from kernel.db import db
from kernel.errors import Invalid, NotFound, Refused
from tenants.models import Membership, Plan, Tenant
from tenants.permissions import ROLES


def change_role(tenant_id: int, staff_id: int, role: str, *, acting_staff_id: int | None) -> tuple[str, str]:
    """Give a colleague another role; counts from their next click. Returns (former, new)."""
    if role not in ROLES:
        raise Invalid("role", "请选择角色")
    place = _locked(tenant_id, staff_id)
    _not_oneself(staff_id, acting_staff_id)
    former, place.role = place.role, role
    _keep_an_owner(tenant_id)
    return former, role


def set_active(tenant_id: int, staff_id: int, is_active: bool, *, acting_staff_id: int | None) -> None:
    """Stop or allow a colleague's work in this shop; other shops of theirs are not touched."""
    place = _locked(tenant_id, staff_id)
    _not_oneself(staff_id, acting_staff_id)
    if is_active and not place.is_active:
        _within_plan(tenant_id)
    place.is_active = is_active
    _keep_an_owner(tenant_id)


def _locked(tenant_id: int, staff_id: int) -> Membership:
    """All of the shop's places are locked in one order, so that two owners cannot remove each other at once."""
    rows = db.session.scalars(
        select(Membership).where(Membership.tenant_id == tenant_id).order_by(Membership.id).with_for_update()
    ).all()
    found = next((row for row in rows if row.staff_id == staff_id), None)
    if found is None:
        raise NotFound()
    return found


def _not_oneself(staff_id: int, acting_staff_id: int | None) -> None:
    if staff_id == acting_staff_id:
        raise Refused("不能修改自己的角色或停用自己，请让另一位店长操作")


def _keep_an_owner(tenant_id: int) -> None:
    db.session.flush()
    statement = select(Membership.id).where(
        Membership.tenant_id == tenant_id, Membership.is_active, Membership.role == "owner"
    )
    if db.session.scalar(statement.limit(1)) is None:
        raise Refused("店铺至少要有一位在职的店长")


def _within_plan(tenant_id: int) -> None:
    plan = db.session.scalars(select(Plan).join(Tenant, Tenant.plan_id == Plan.id).where(Tenant.id == tenant_id)).one()
    active = db.session.scalars(
        select(Membership.id).where(Membership.tenant_id == tenant_id, Membership.is_active)
    ).all()
    if len(active) >= plan.max_staff:
        raise Refused(f"套餐最多 {plan.max_staff} 位员工，请先停用不再使用的账号或升级套餐")
