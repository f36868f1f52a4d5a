"""Figures over all shops, for the operator. Needs the operator's scope."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from kernel import clock
from kernel.db import db

OVERVIEW = """
SELECT
  (SELECT count(*) FROM tenants WHERE state = 'active') AS shops,
  (SELECT count(*) FROM tenants WHERE state = 'suspended') AS suspended,
  count(*) FILTER (WHERE paid_at >= :today) AS paid_orders,
  coalesce(sum(total_fen) FILTER (WHERE paid_at >= :today), 0)::bigint AS paid_fen,
  count(*) FILTER (WHERE placed_at >= :today) AS placed_orders,
  count(DISTINCT tenant_id) FILTER (WHERE paid_at >= :today) AS selling_shops
FROM orders WHERE placed_at >= :since OR paid_at >= :today
"""

SHOPS = """
SELECT t.id, t.slug, t.name, t.state, t.suspend_reason, t.made_at, p.name AS plan, p.code AS plan_code,
  p.max_products, p.max_staff,
  h.name AS host, coalesce(o.orders, 0) AS orders, coalesce(o.paid_fen, 0)::bigint AS paid_fen,
  (SELECT count(*) FROM memberships m WHERE m.tenant_id = t.id AND m.is_active) AS staff,
  (SELECT max(m.last_seen_at) FROM memberships m WHERE m.tenant_id = t.id) AS last_seen_at,
  (SELECT count(*) FROM products x WHERE x.tenant_id = t.id AND x.state <> 'binned') AS products,
  (SELECT value ->> 'v' FROM settings s WHERE s.tenant_id = t.id AND s.name = 'wechat.pay_mchid') AS mchid,
  (SELECT value ->> 'v' FROM settings s WHERE s.tenant_id = t.id AND s.name = 'wechat.appid') AS appid
FROM tenants t JOIN plans p ON p.id = t.plan_id
LEFT JOIN LATERAL (SELECT name FROM hosts WHERE tenant_id = t.id ORDER BY is_primary DESC, id LIMIT 1) h ON true
LEFT JOIN LATERAL (SELECT count(*) AS orders, sum(total_fen) AS paid_fen FROM orders
                   WHERE tenant_id = t.id AND paid_at >= :since) o ON true
WHERE (CAST(:id AS bigint) IS NULL OR t.id = :id) AND (:state = '' OR t.state = :state)
  AND (:words = '' OR t.name ILIKE :pattern OR t.slug ILIKE :pattern
       OR EXISTS (SELECT 1 FROM hosts x WHERE x.tenant_id = t.id AND x.name ILIKE :pattern))
ORDER BY t.id DESC LIMIT 200
"""


def overview() -> Any:
    """Shops, orders and money of today. One query."""
    today = datetime.combine(clock.today_on(), datetime.min.time(), clock.SHOP_ZONE)
    return db.session.execute(text(OVERVIEW), {"today": today, "since": today - timedelta(days=30)}).one()


def shops(*, words: str = "", state: str = "", tenant_id: int | None = None) -> Sequence[Any]:
    """Shops with plan, host, people, and what was paid in 30 days; newest first. One query."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {
        "words": words, "pattern": f"%{escaped}%", "state": state, "id": tenant_id,
        "since": clock.now() - timedelta(days=30),
    }  # fmt: skip
    return db.session.execute(text(SHOPS), values).all()
