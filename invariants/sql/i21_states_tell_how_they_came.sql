-- I21 states_tell_how_they_came
-- 每一步状态变化都有人、有时间、有依据
-- An order's state is explained by the facts of its life, and every fact names an actor and a moment.
-- Facts older than three and a half years are gone (jobs/pruning.py).
SELECT o.tenant_id, 'order:' || o.id AS subject, format('%s without %s', o.state, needed.fact) AS detail
FROM orders o
JOIN (VALUES
  ('paid', 'wechat', 'OrderPaid'), ('part_shipped', 'wechat', 'OrderPaid'), ('shipped', 'wechat', 'OrderPaid'),
  ('completed', 'wechat', 'OrderPaid'), ('part_shipped', 'wechat', 'OrderShipped'),
  ('shipped', 'wechat', 'OrderShipped'), ('completed', 'wechat', 'OrderCompleted'),
  ('closed', 'wechat', 'OrderClosed'), ('refunded', 'wechat', 'OrderRefunded'), ('placed', 'wechat', 'OrderPlaced'),
  ('paid', 'remote', 'OrderImported'), ('refunded', 'remote', 'ImportedOrderChanged'),
  ('completed', 'remote', 'OrderCompleted')
) AS needed (state, source, fact)
  ON needed.state = o.state AND needed.source = CASE o.source WHEN 'wechat' THEN 'wechat' ELSE 'remote' END
WHERE o.placed_at > now() - interval '3 years' AND NOT EXISTS (
  SELECT 1 FROM facts f WHERE f.tenant_id = o.tenant_id AND f.subject = 'order:' || o.id AND f.name = needed.fact
)
UNION ALL
SELECT tenant_id, 'order:' || id, state || ' without its moment'
FROM orders
WHERE (state IN ('paid', 'part_shipped', 'shipped', 'completed') AND paid_at IS NULL)
  OR (state = 'completed' AND completed_at IS NULL)
  OR (state = 'closed' AND (closed_at IS NULL OR close_reason IS NULL))
UNION ALL
SELECT tenant_id, 'fact:' || id, name || ' names no actor'
FROM facts
WHERE "by" = ''
