"""Cases of all shops the operator is asked to decide. Needs the operator's scope."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from kernel.db import db

ARBITRATIONS = """
SELECT a.tenant_id, a.case_id, t.name AS shop, c.number, c.kind, c.asked_fen, c.state, c.deadline_at,
  c.unread_operator, a.side, a.reason,
  a.asked_at, a.ruling, a.ruled_fen, a.ruled_at, o.number AS order_number
FROM aftersale_arbitrations a
JOIN tenants t ON t.id = a.tenant_id
JOIN aftersale_cases c ON c.tenant_id = a.tenant_id AND c.id = a.case_id
JOIN orders o ON o.tenant_id = c.tenant_id AND o.id = c.order_id
WHERE (a.ruled_at IS NULL) = :is_open
ORDER BY CASE WHEN :is_open THEN a.asked_at END, a.ruled_at DESC, a.id DESC LIMIT :limit
"""


def arbitrations(*, is_open: bool, limit: int = 100) -> Sequence[Any]:
    """Those that wait, the longest wait first; or those decided, the newest first. One query."""
    return db.session.execute(text(ARBITRATIONS), {"is_open": is_open, "limit": limit}).all()


def open_arbitrations() -> int:
    """How many wait for the operator."""
    statement = text("SELECT count(*) FROM aftersale_arbitrations WHERE ruled_at IS NULL")
    return int(db.session.execute(statement).scalar_one())
