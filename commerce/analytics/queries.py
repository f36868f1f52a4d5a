"""Figures of the shop from its real rows. All sums in fen; days are the shop's."""

from sqlalchemy import text

from kernel.db import db
from kernel.tenancy import current_tenant_id
from tenants.settings import LOW_STOCK

MENU_COUNTS = text("""
SELECT
  (SELECT count(*) FROM orders WHERE tenant_id = :tenant_id AND state IN ('paid', 'part_shipped') AND NOT is_blocked) AS to_ship,
  (SELECT count(*) FROM anomalies WHERE tenant_id = :tenant_id AND resolved_at IS NULL) AS anomalies,
  (SELECT count(*) FROM (
     SELECT s.sku_id FROM stocks s JOIN skus k ON (k.tenant_id, k.id) = (s.tenant_id, s.sku_id) AND k.is_active
     JOIN products p ON (p.tenant_id, p.id) = (k.tenant_id, k.product_id) AND p.state = 'shelved'
     WHERE s.tenant_id = :tenant_id GROUP BY s.sku_id HAVING sum(s.on_hand - s.reserved) < :low_stock) low) AS low_stock
""")


def menu_counts() -> dict[str, int]:
    """What waits for somebody, for the menu: to_ship, anomalies, low_stock. One query."""
    values = {"tenant_id": current_tenant_id(), "low_stock": LOW_STOCK.get()}
    return dict(db.session.execute(MENU_COUNTS, values).one()._mapping)
