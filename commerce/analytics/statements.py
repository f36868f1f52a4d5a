"""The SQL of the figures. Every statement names the shop, besides the policies that do."""

LOW_STOCK = """
SELECT s.sku_id FROM stocks s
JOIN skus k ON k.tenant_id = s.tenant_id AND k.id = s.sku_id AND k.is_active
JOIN products p ON p.tenant_id = k.tenant_id AND p.id = k.product_id AND p.state = 'shelved'
WHERE s.tenant_id = :tenant_id GROUP BY s.sku_id HAVING sum(s.on_hand - s.reserved) < :low_stock
"""

MENU_COUNTS = """
SELECT
  (SELECT count(*) FROM orders
   WHERE tenant_id = :tenant_id AND state IN ('paid', 'part_shipped') AND NOT is_blocked) AS to_ship,
  (SELECT count(*) FROM anomalies WHERE tenant_id = :tenant_id AND resolved_at IS NULL) AS anomalies,
  (SELECT count(*) FROM differences WHERE tenant_id = :tenant_id AND state = 'open') AS differences,
  (SELECT count(*) FROM aftersale_cases WHERE tenant_id = :tenant_id AND waits_for = 'merchant') AS cases,
  (SELECT count(*) FROM (<low_stock>) low) AS low_stock
"""

WAITING = """
SELECT o.*,
  (SELECT count(*) FROM (<low_stock>) low) AS low_stock,
  (SELECT count(*) FROM anomalies WHERE tenant_id = :tenant_id AND resolved_at IS NULL) AS anomalies,
  (SELECT count(*) FROM refunds WHERE tenant_id = :tenant_id AND state = 'failed') AS refunds_failed,
  (SELECT count(*) FROM products WHERE tenant_id = :tenant_id AND state = 'shelved') AS shelved,
  (SELECT count(*) FROM aftersale_cases WHERE tenant_id = :tenant_id AND waits_for = 'merchant') AS cases,
  (SELECT min(deadline_at) FROM aftersale_cases
   WHERE tenant_id = :tenant_id AND waits_for = 'merchant') AS cases_due_at,
  (SELECT count(*) FROM aftersale_cases WHERE tenant_id = :tenant_id AND unread_merchant > 0) AS cases_unread
FROM (
  SELECT
    count(*) FILTER (WHERE state IN ('paid', 'part_shipped') AND NOT is_blocked) AS to_ship,
    count(*) FILTER (WHERE state IN ('paid', 'part_shipped') AND is_blocked) AS held,
    min(paid_at) FILTER (WHERE state IN ('paid', 'part_shipped') AND NOT is_blocked) AS oldest_paid_at,
    count(*) FILTER (WHERE state IN ('paid', 'part_shipped') AND NOT is_blocked AND paid_at < :late_before) AS late,
    count(*) FILTER (WHERE state = 'placed') AS to_pay,
    count(*) FILTER (WHERE paid_at > :since AND state <> 'refunded' AND NOT is_blocked
      AND shipped_at <= coalesce(ship_by, paid_at + :promise)) AS shipped_in_time,
    count(*) FILTER (WHERE paid_at > :since AND state <> 'refunded' AND NOT is_blocked
      AND (shipped_at IS NOT NULL OR coalesce(ship_by, paid_at + :promise) < :at)) AS ship_due,
    count(*) FILTER (WHERE paid_at IS NOT NULL) > 0 AS has_paid_order
  FROM orders WHERE tenant_id = :tenant_id) o
"""

MENU_COUNTS = MENU_COUNTS.replace("<low_stock>", LOW_STOCK)
WAITING = WAITING.replace("<low_stock>", LOW_STOCK)

DAYS = """
SELECT (paid_at AT TIME ZONE 'Asia/Shanghai')::date AS paid_on, sum(total_fen) AS paid_fen, count(*) AS orders
FROM orders WHERE tenant_id = :tenant_id AND paid_at >= :since GROUP BY 1
"""

BEST_SELLERS = """
SELECT l.product_id, p.title, m.key AS media_key, sum(l.quantity)::int AS pieces, sum(l.paid_fen)::bigint AS paid_fen
FROM order_lines l
JOIN orders o ON o.tenant_id = l.tenant_id AND o.id = l.order_id AND o.paid_at >= :since AND o.state <> 'refunded'
JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
LEFT JOIN media m ON m.tenant_id = p.tenant_id AND m.id = p.cover_id
WHERE l.tenant_id = :tenant_id
GROUP BY l.product_id, p.title, m.key ORDER BY pieces DESC, paid_fen DESC, l.product_id LIMIT :limit
"""

LATEST_ORDERS = """
SELECT o.id, o.number, o.state, o.source, o.kind, o.total_fen, o.placed_at, o.is_blocked, first.title, first.pieces
FROM (SELECT * FROM orders WHERE tenant_id = :tenant_id ORDER BY placed_at DESC, id DESC LIMIT :limit) o
LEFT JOIN LATERAL (
  SELECT (array_agg(l.title ORDER BY l.id))[1] AS title, sum(l.quantity)::int AS pieces FROM order_lines l
  WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) first ON true
ORDER BY o.placed_at DESC, o.id DESC
"""

RUNNING_ACTIVITIES = """
SELECT a.id, a.title, p.title AS product, a.ends_at, a.succeeded_count,
  (SELECT count(*) FROM groups g
   WHERE g.tenant_id = a.tenant_id AND g.activity_id = a.id AND g.state = 'open') AS open_groups
FROM group_activities a JOIN products p ON p.tenant_id = a.tenant_id AND p.id = a.product_id
WHERE a.tenant_id = :tenant_id AND a.state = 'running' AND a.starts_at <= :at AND a.ends_at > :at
ORDER BY a.ends_at LIMIT :limit
"""

SEARCH_ORDERS = """
SELECT id, number, state, total_fen, placed_at, recipient ->> 'name' AS name FROM orders
WHERE tenant_id = :tenant_id AND (number = :words OR (:digits <> '' AND right(recipient ->> 'phone', 4) = :digits)
  OR remote_number = :words)
ORDER BY placed_at DESC LIMIT :limit
"""

SEARCH_PRODUCTS = """
SELECT p.id, p.title, p.state, p.price_from_fen, m.key AS media_key FROM products p
LEFT JOIN media m ON m.tenant_id = p.tenant_id AND m.id = p.cover_id
WHERE p.tenant_id = :tenant_id AND p.state <> 'binned' AND (p.title ILIKE :pattern OR p.pinyin ILIKE :pattern
  OR EXISTS (SELECT 1 FROM skus k WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id AND k.code = :words))
ORDER BY p.sold_count DESC, p.id LIMIT :limit
"""

SEARCH_MEMBERS = """
SELECT id, nickname, phone, joined_at FROM members
WHERE tenant_id = :tenant_id
  AND (phone = :words OR (:digits <> '' AND right(phone, 4) = :digits) OR nickname ILIKE :pattern)
ORDER BY id DESC LIMIT :limit
"""
