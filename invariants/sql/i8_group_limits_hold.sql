-- I8 group_limits_hold
-- 拼团活动卖出的件数不超过活动库存，且与座位一致
-- What a group-buy says is taken is the sum of the seats that are held or paid, within its quota.
SELECT g.tenant_id, 'group_price:' || g.id AS subject,
  format('%s taken of %s, seats are %s', g.taken, g.quota, coalesce(seated.pieces, 0)) AS detail
FROM group_prices g
LEFT JOIN (
  SELECT s.tenant_id, gr.activity_id, s.sku_id, sum(s.quantity) AS pieces
  FROM seats s JOIN groups gr ON gr.tenant_id = s.tenant_id AND gr.id = s.group_id
  WHERE s.state IN ('held', 'paid') GROUP BY s.tenant_id, gr.activity_id, s.sku_id
) AS seated ON seated.tenant_id = g.tenant_id AND seated.activity_id = g.activity_id AND seated.sku_id = g.sku_id
WHERE g.taken <> coalesce(seated.pieces, 0) OR g.taken > g.quota
