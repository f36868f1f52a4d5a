"""What shops can be on. Limits never stop orders or shipping."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from kernel.db import db
from kernel.errors import Invalid
from tenants.models import Plan, Tenant

GIB = 1024**3
PLANS = (
    {"code": "basic", "name": "基础版", "max_products": 200, "max_staff": 5, "max_media_bytes": 2 * GIB},
    {"code": "standard", "name": "标准版", "max_products": 10_000, "max_staff": 50, "max_media_bytes": 20 * GIB},
    {"code": "pro", "name": "旗舰版", "max_products": 100_000, "max_staff": 500, "max_media_bytes": 200 * GIB},
)


def seed() -> None:
    """The plans on offer exist. Safe to repeat; changed limits of existing plans are kept."""
    db.session.execute(insert(Plan).values(list(PLANS)).on_conflict_do_nothing(index_elements=["code"]))


def change(tenant_id: int, code: str) -> tuple[str, str]:
    """Put a shop on another plan. Returns (former, new) names. Raises Invalid."""
    plan = db.session.scalar(select(Plan).where(Plan.code == code))
    if plan is None:
        raise Invalid("plan", "没有这个套餐")
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == tenant_id).with_for_update()).one()
    former = db.session.scalars(select(Plan).where(Plan.id == tenant.plan_id)).one()
    tenant.plan_id = plan.id
    return former.name, plan.name
