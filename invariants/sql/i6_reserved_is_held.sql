-- I6 reserved_is_held
-- 占用的每一件都有订单认领
-- What is reserved is the sum of the open holds.
SELECT s.tenant_id, 'stock:' || s.id AS subject,
  format('%s reserved, holds are %s', s.reserved, coalesce(held.pieces, 0)) AS detail
FROM stocks s
LEFT JOIN (
  SELECT tenant_id, stock_id, sum(quantity) AS pieces FROM holds WHERE state = 'held' GROUP BY tenant_id, stock_id
) AS held ON held.tenant_id = s.tenant_id AND held.stock_id = s.id
WHERE s.reserved <> coalesce(held.pieces, 0)
