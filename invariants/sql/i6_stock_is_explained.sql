-- I6 stock_is_explained
-- 账实相符：每个仓库的件数等于所有出入库之和
-- What lies in a warehouse is the sum of its movements, and the last movement left exactly that.
SELECT s.tenant_id, 'stock:' || s.id AS subject,
  format('%s on hand, movements explain %s', s.on_hand, coalesce(moved.pieces, 0)) AS detail
FROM stocks s
LEFT JOIN (SELECT tenant_id, stock_id, sum(delta) AS pieces FROM movements GROUP BY tenant_id, stock_id) AS moved
  ON moved.tenant_id = s.tenant_id AND moved.stock_id = s.id
WHERE s.on_hand <> coalesce(moved.pieces, 0)
UNION ALL
SELECT m.tenant_id, 'movement:' || m.id, format('left %s, the running sum is %s', m.on_hand_after, m.running)
FROM (
  SELECT tenant_id, id, on_hand_after, sum(delta) OVER (PARTITION BY tenant_id, stock_id ORDER BY id) AS running
  FROM movements
) AS m
WHERE m.on_hand_after <> m.running
