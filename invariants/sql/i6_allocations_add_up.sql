-- I6 allocations_add_up
-- 订单分到的库存，正好是它要的件数
-- The pieces set aside for a waiting or paid order of ours are those of its lines that have not been cancelled.
SELECT o.tenant_id, 'order:' || o.id AS subject,
  format('SKU %s: %s wanted, %s allocated', wanted.sku_id, wanted.pieces, coalesce(got.pieces, 0)) AS detail
FROM orders o
JOIN (
  SELECT tenant_id, order_id, sku_id, sum(quantity - cancelled_quantity) AS pieces FROM order_lines
  WHERE sku_id IS NOT NULL GROUP BY tenant_id, order_id, sku_id
) AS wanted ON wanted.tenant_id = o.tenant_id AND wanted.order_id = o.id
LEFT JOIN (
  SELECT tenant_id, order_id, sku_id, state, sum(quantity - returned_quantity) AS pieces FROM holds
  WHERE state IN ('held', 'committed') GROUP BY tenant_id, order_id, sku_id, state
) AS got ON got.tenant_id = o.tenant_id AND got.order_id = o.id AND got.sku_id = wanted.sku_id
  AND got.state = CASE o.state WHEN 'placed' THEN 'held' ELSE 'committed' END
WHERE o.source = 'wechat' AND o.state IN ('placed', 'paid') AND coalesce(got.pieces, 0) <> wanted.pieces
