"""Old rows of what is done go, a small batch at a time; what is unfinished or laid out for the operator stays."""

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.sql.elements import TextClause

from kernel.db import db, transaction
from kernel.unscoped import every_tenant

KEEP_DONE = timedelta(days=30)
"""Done jobs and deliveries, and the marks against a second delivery: for looking into last month's troubles."""
KEEP_FACTS = timedelta(days=3 * 366 + 184)
"""Source: E-Commerce Law art. 31, three years from the end of a deal; one with returns ends within half a year."""
BATCH = 1000
"""Rows per statement: locks are held for milliseconds, and shoppers' statements come in between."""
UNTIL_S = 20.0
"""How long one round may take; the next is an hour later."""

WHOLE = """
DELETE FROM {table} WHERE id IN (
  SELECT id FROM (SELECT id, done_at FROM {table} WHERE done_at IS NOT NULL ORDER BY id LIMIT :batch) oldest
  WHERE done_at < now() - :keep)
"""
OF_SHOP = """
DELETE FROM {table} WHERE tenant_id = :tenant_id AND id IN (
  SELECT oldest.id FROM (SELECT id, {fact} AS fact_id FROM {table} WHERE tenant_id = :tenant_id
                         ORDER BY id LIMIT :batch) oldest
  JOIN facts f ON f.tenant_id = :tenant_id AND f.id = oldest.fact_id
  WHERE f.at < now() - :keep AND NOT EXISTS (
    SELECT 1 FROM outbox o WHERE o.tenant_id = :tenant_id AND o.fact_id = f.id AND o.done_at IS NULL))
"""
DONE_JOBS = text(WHOLE.format(table="jobs"))
DONE_DELIVERIES = text(WHOLE.format(table="outbox"))
MARKS = text(OF_SHOP.format(table="handled", fact="fact_id"))
FACTS = text(OF_SHOP.format(table="facts", fact="id"))


def prune(batch: int = BATCH) -> None:
    """Delete what is done and older than its retention, oldest first. Safe to repeat, to stop and to run twice."""
    give_up_at = time.monotonic() + UNTIL_S
    for statement in (DONE_JOBS, DONE_DELIVERIES):
        _in_batches(statement, {"keep": KEEP_DONE, "batch": batch}, give_up_at)
    for tenant_id in _shops():
        of_shop = {"tenant_id": tenant_id, "batch": batch}
        _in_batches(MARKS, of_shop | {"keep": KEEP_DONE}, give_up_at)
        _in_batches(FACTS, of_shop | {"keep": KEEP_FACTS}, give_up_at)


def _shops() -> list[int]:
    with every_tenant(), transaction():
        return list(db.session.scalars(text("SELECT id FROM tenants ORDER BY random()")))


def _in_batches(statement: TextClause, values: dict[str, Any], give_up_at: float) -> None:
    while time.monotonic() < give_up_at:
        with every_tenant(), transaction():
            deleted = db.session.execute(statement, values).rowcount  # type: ignore[attr-defined]
        if not deleted:
            return
