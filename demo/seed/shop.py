"""One demo shop from nothing, in a process of its own."""

import os
import random
from typing import Any

from sqlalchemy import select

from app import create_app
from demo.catalogue import SHOPS
from demo.catalogue.types import ShopPlan
from demo.seed import books, brief, carriage, cases, catalogue, channels, papers, past, people, pictures, vendors
from kernel import clock
from kernel.db import reading, transaction
from kernel.tenancy import tenant_scope
from kernel.unscoped import every_tenant
from tenants import actions as tenants
from tenants import settings
from tenants.models import Host, Membership, Staff, Tenant


def seed_in_a_process_of_its_own(number: int, slug: str, is_brief: bool = False) -> dict[str, Any]:
    """One shop from nothing; what seed.json tells of it."""
    with create_app().app_context():
        plan = next(plan for plan in SHOPS if plan.slug == slug)
        return _seed_shop(brief.of(plan) if is_brief else plan, number, most=brief.PAST_ORDERS if is_brief else None)


def _seed_shop(plan: ShopPlan, number: int, *, most: int | None) -> dict[str, Any]:
    print(f"正在布置 {plan.name}：画图、上架 {len(plan.products)} 件商品…", flush=True)
    _remove_half_made(plan.slug)
    sandbox = os.environ["JISHI_SANDBOX_URL"]
    with every_tenant(), transaction():
        tenant_id = tenants.create(plan.slug, plan.name, base_domain="localhost", by="demo").id
    with tenant_scope(tenant_id):
        first = pictures.draw_and_store(plan)
        rng = random.Random(plan.slug)
        today = clock.today_on()
        history = past.plan(plan, rng, today, most=most)
        with transaction():
            staff = people.staff(tenant_id, plan)
            account = vendors.connect(plan, number, sandbox)
            catalogue.place(plan, first, sold=history.pieces)
        print(f"正在补上 {plan.name} 的会员和 {len(history.orders)} 笔历史订单…", flush=True)
        with transaction():
            members = people.members(account["appid"])
            past.replay(plan, history, members, today)
            if most is None:
                cases.happen()
                papers.happen()
            past.hush()
            carriage.place(plan, settings.FREIGHT_FEN.get())
            catalogue.open_groups(plan)
        with transaction():
            books.load_bills(today, number=number if most is None else 0)
        if most is None:  # whoever counts what the provider knows begins with nothing
            with reading():
                vendors.remember(account, sandbox)
        channels.connect(plan, number, sandbox)
        with transaction():
            pictures.ask_for_the_rest(plan)
    return {"slug": plan.slug, "name": plan.name, "tenant_id": tenant_id, **account, "staff": staff}


def _remove_half_made(slug: str) -> None:
    """A shop whose seeding was killed half-way gives its address up and is seeded again under the same name."""
    with every_tenant(), transaction() as session:
        tenant = session.scalar(select(Tenant).where(Tenant.slug == slug))
        if tenant is None:
            return
        session.execute(Host.__table__.delete().where(Host.tenant_id == tenant.id))
        session.execute(Membership.__table__.delete().where(Membership.tenant_id == tenant.id))
        for person in session.scalars(select(Staff).where(Staff.login.like(f"%@{slug}.example"))):
            person.login = f"{tenant.id}-{person.login}"
        tenant.slug, tenant.state = f"{slug}-half-{tenant.id}", "suspended"
