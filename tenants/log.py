"""Reading the shop's log of who did what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from kernel.db import db
from tenants.models import AuditEntry

AREAS = {
    "orders": "订单", "catalog": "商品", "inventory": "库存", "promotions": "营销", "members": "客户",
    "channels": "平台同步", "wechat": "公众号与支付", "shop": "店铺设置", "staff": "员工",
    "account": "账号", "platform": "平台",
}  # fmt: skip


@dataclass(frozen=True)
class LogPage:
    """Some entries, how many match in all, and where the next page starts."""

    rows: list[AuditEntry]
    total: int
    next_before_id: int | None


def entries(
    *,
    by: str = "",
    area: str = "",
    words: str = "",
    since: datetime | None = None,
    before_id: int | None = None,
    limit: int = 20,
) -> LogPage:
    """Newest first. by: "staff:3"; area: the part of the verb before the dot."""
    conditions: list[Any] = []
    if by:
        conditions.append(AuditEntry.by == by)
    if area in AREAS:
        conditions.append(AuditEntry.verb.startswith(f"{area}."))
    if words:
        conditions.append(AuditEntry.summary.contains(words, autoescape=True) | (AuditEntry.subject == words))
    if since is not None:
        conditions.append(AuditEntry.at >= since)
    total = db.session.scalar(select(func.count()).select_from(AuditEntry).where(*conditions)) or 0
    if before_id is not None:
        conditions.append(AuditEntry.id < before_id)
    found = list(
        db.session.scalars(select(AuditEntry).where(*conditions).order_by(AuditEntry.id.desc()).limit(limit + 1))
    )
    return LogPage(found[:limit], total, found[limit - 1].id if len(found) > limit else None)


def people() -> list[tuple[str, str]]:
    """Everybody who appears in the log: (by, name)."""
    rows = db.session.execute(
        select(AuditEntry.by, func.max(AuditEntry.by_name)).group_by(AuditEntry.by).order_by(AuditEntry.by)
    )
    return [(row[0], row[1]) for row in rows]


def changes(entry: AuditEntry) -> list[tuple[str, Any, Any]]:
    """What an entry changed: (name, before, after), only what differs."""
    before, after = entry.before or {}, entry.after or {}
    names = list(dict.fromkeys([*before, *after]))
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]
