"""Who may log in (passwords are made afresh at every seeding) and who has bought."""

import secrets
from datetime import timedelta

from commerce.members.models import Address, Member
from demo.catalogue import MEMBERS
from demo.catalogue.types import ShopPlan
from kernel import clock
from kernel.db import save
from tenants import actions, passwords, plans

ROLES = {"owner": "店长", "operations": "运营", "warehouse": "仓库", "helpdesk": "客服", "finance": "财务"}


def _password() -> str:
    return secrets.token_urlsafe(10)


def operator() -> dict[str, str]:
    """The platform's person and its plans."""
    plans.seed()
    found = {"login": "operator@jishi.example", "password": _password(), "totp_secret": passwords.new_totp_secret()}
    actions.add_operator(found["login"], "平台运营", password=found["password"], totp_secret=found["totp_secret"])
    return found


def staff(tenant_id: int, plan: ShopPlan) -> list[dict[str, str | None]]:
    """One person per role; the owner has a second factor, as owners must."""
    told = []
    for role, title in ROLES.items():
        login, password = f"{role}@{plan.slug}.example", _password()
        totp = passwords.new_totp_secret() if role == "owner" else None
        actions.add_staff(tenant_id, login, f"{plan.name[:2]}{title}", role, password=password, totp_secret=totp)
        told.append({"role": role, "login": login, "password": password, "totp_secret": totp})
    return told


def members(appid: str) -> list[Member]:
    """The forty shoppers, each with an address."""
    rows = []
    for plan in MEMBERS:
        member = Member(
            appid=appid, openid=plan.openid, nickname=plan.nickname, phone=plan.phone,
            joined_at=clock.now() - timedelta(days=plan.joined_days_ago),
        )  # fmt: skip
        save(member)
        save(
            Address(
                member_id=member.id, name=plan.nickname[:1] + "先生", phone=plan.phone, province=plan.province,
                city=plan.city, district=plan.district, detail=plan.detail, is_default=True,
            )
        )  # fmt: skip
        rows.append(member)
    return rows
