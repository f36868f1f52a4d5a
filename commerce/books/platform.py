"""The platform's look at all shops' books at once. Only in every shop's scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from commerce.books.models import Bill, Difference
from commerce.ledger import queries as ledger
from commerce.payments.models import Refund
from kernel.db import db


@dataclass
class ShopMoney:
    """What waits in one shop. late_fen: all late clearing without signs. waiting: refunds asked for and not sent."""

    tenant_id: int
    open_count: int = 0
    oldest_at: datetime | None = None
    late_count: int = 0
    late_fen: int = 0
    bills_late: int = 0
    waiting_count: int = 0
    waiting_fen: int = 0


def shops(at: datetime) -> list[ShopMoney]:
    """Shops where anything waits, the most differences first."""
    found: dict[int, ShopMoney] = {}

    def of(tenant_id: int) -> ShopMoney:
        return found.setdefault(tenant_id, ShopMoney(tenant_id))

    for tenant_id, (count, fen) in ledger.late_by_shop(at).items():
        of(tenant_id).late_count, of(tenant_id).late_fen = count, fen
    differing = select(Difference.tenant_id, func.count(), func.min(Difference.found_at))
    for tenant_id, count, oldest in _rows(differing.where(Difference.state == "open").group_by(Difference.tenant_id)):
        of(tenant_id).open_count, of(tenant_id).oldest_at = count, oldest
    for tenant_id, count in _rows(
        select(Bill.tenant_id, func.count()).where(Bill.state == "late").group_by(Bill.tenant_id)
    ):
        of(tenant_id).bills_late = count
    waiting = select(Refund.tenant_id, func.count(), func.sum(Refund.refund_fen)).where(Refund.state == "requested")
    for tenant_id, count, fen in _rows(waiting.group_by(Refund.tenant_id)):
        of(tenant_id).waiting_count, of(tenant_id).waiting_fen = count, int(fen)
    return sorted(found.values(), key=lambda row: (-row.open_count, -row.late_fen, row.tenant_id))


def _rows(statement: Any) -> Any:
    return db.session.execute(statement)
