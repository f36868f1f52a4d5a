"""Opening, suspending and staffing shops."""

import re

from sqlalchemy import func, select

from jobs import outbox
from kernel import ids
from kernel.db import after_commit, db
from kernel.errors import Invalid, Refused
from tenants import hosts, passwords, plans, secrets
from tenants.events import TenantCreated, TenantResumed, TenantSuspended
from tenants.models import Host, Membership, Operator, Plan, Staff, Tenant
from tenants.permissions import ROLES
from tenants.states import TENANT

SLUG = re.compile(r"[a-z][a-z0-9-]{1,30}[a-z0-9]")
RESERVED = {"admin", "console", "media", "hooks", "www", "api", "static", "sandbox", "mail"}


def create(slug: str, name: str, *, base_domain: str, by: str, plan_code: str = "standard") -> Tenant:
    """Open a shop with its subdomain, in the operator's scope. Areas seed their defaults from TenantCreated."""
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        raise Invalid("slug", "店铺网址只能用小写字母、数字和连字符，3–32 位，且不能是保留字")
    if not name.strip() or len(name) > 30:
        raise Invalid("name", "店铺名称为 1–30 个字")
    if db.session.scalar(select(func.count()).select_from(Tenant).where(Tenant.slug == slug)):
        raise Invalid("slug", "这个网址已被使用，请换一个")
    plans.seed()
    plan = db.session.scalar(select(Plan).where(Plan.code == plan_code))
    if plan is None:
        raise Invalid("plan", "没有这个套餐")
    tenant = Tenant(slug=slug, name=name.strip(), key=ids.new_token(12), plan_id=plan.id)
    db.session.add(tenant)
    db.session.flush()
    db.session.add(Host(name=f"{slug}.{base_domain}", tenant_id=tenant.id, is_primary=True))
    outbox.record(TenantCreated(tenant.id), by=by, tenant_id=tenant.id)
    hosts.forget()
    return tenant


def suspend(tenant_id: int, reason: str, *, by: str) -> Tenant:
    """Close the shop's door; notices, refunds and export go on."""
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == tenant_id).with_for_update()).one()
    if not reason.strip():
        raise Invalid("reason", "请写明停用原因，商家会看到")
    TENANT.move(tenant, "suspend")
    tenant.suspend_reason = reason.strip()
    hosts.forget()
    outbox.record(TenantSuspended(tenant.id), by=by, tenant_id=tenant.id)
    return tenant


def resume(tenant_id: int, *, by: str) -> Tenant:
    """Open the door again."""
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == tenant_id).with_for_update()).one()
    TENANT.move(tenant, "resume")
    tenant.suspend_reason = None
    hosts.forget()
    outbox.record(TenantResumed(tenant.id), by=by, tenant_id=tenant.id)
    return tenant


def add_staff(
    tenant_id: int, login: str, name: str, role: str, *, password: str, totp_secret: str | None = None
) -> Staff:
    """Give a person a role in a shop; a person who already works elsewhere keeps their password."""
    login = login.strip().lower()
    if role not in ROLES:
        raise Invalid("role", "请选择角色")
    person = db.session.scalar(select(Staff).where(Staff.login == login))
    if person is None:
        passwords.check_strength(password)
        person = Staff(login=login, name=name.strip(), password_hash=passwords.hash_password(password))
        if totp_secret is not None:
            person.totp_sealed = secrets.seal_for_platform(totp_secret, f"totp:{login}")
        db.session.add(person)
        db.session.flush()
    plan = db.session.scalars(select(Plan).join(Tenant, Tenant.plan_id == Plan.id).where(Tenant.id == tenant_id)).one()
    count = db.session.scalar(
        select(func.count()).select_from(Membership).where(Membership.tenant_id == tenant_id, Membership.is_active)
    )
    if (count or 0) >= plan.max_staff:
        raise Refused(f"套餐最多 {plan.max_staff} 位员工，请先停用不再使用的账号或升级套餐")
    existing = db.session.scalar(
        select(Membership).where(Membership.tenant_id == tenant_id, Membership.staff_id == person.id)
    )
    if existing is not None:
        existing.role, existing.is_active = role, True
    else:
        db.session.add(Membership(tenant_id=tenant_id, staff_id=person.id, role=role))
    return person


def add_operator(login: str, name: str, *, password: str, totp_secret: str) -> Operator:
    """Add a person who runs the platform."""
    login = login.strip().lower()
    passwords.check_strength(password)
    row = Operator(
        login=login,
        name=name,
        password_hash=passwords.hash_password(password),
        totp_sealed=secrets.seal_for_platform(totp_secret, f"totp:{login}"),
    )
    db.session.add(row)
    db.session.flush()
    return row


def rename(tenant_id: int, name: str) -> None:
    """The shop's name on its pages. Raises Invalid."""
    if not name.strip() or len(name) > 30:
        raise Invalid("name", "店铺名称为 1–30 个字")
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == tenant_id).with_for_update()).one()
    tenant.name = name.strip()
    after_commit(hosts.forget)
