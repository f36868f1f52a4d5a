"""Reading the shop's log of who did what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from kernel import keyset
from kernel.db import db
from tenants.models import AuditEntry

AREAS = {
    "orders": "订单", "aftersale": "售后", "catalog": "商品", "inventory": "库存", "promotions": "营销",
    "members": "客户", "channels": "平台同步", "wechat": "公众号与支付", "shop": "店铺设置", "staff": "员工",
    "account": "账号", "platform": "平台", "money": "资金与对账",
}  # fmt: skip


@dataclass(frozen=True)
class LogPage:
    """Some entries, how many match in all. before, after: cursors of the pages on either side."""

    rows: Sequence[AuditEntry]
    total: int
    before: str | None
    after: str | None


def entries(
    *,
    by: str = "",
    area: str = "",
    words: str = "",
    since: datetime | None = None,
    before: str = "",
    after: str = "",
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
    asked = keyset.turn(keyset.row_id, before=before, after=after)
    statement = keyset.ordered(select(AuditEntry).where(*conditions), (AuditEntry.id,), asked).limit(limit + 1)
    cut = keyset.cut(list(db.session.scalars(statement)), asked, limit, lambda entry: str(entry.id))
    return LogPage(cut.rows, total, cut.before, cut.after)


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
