-- I7 holds_end_with_their_order
-- 订单一关，占用的货立刻放回
-- Pieces are held for waiting orders only: what an ended or paid order held has been given back or has left.
SELECT h.tenant_id, 'hold:' || h.id AS subject,
  format('%s pieces held for order %s, which is %s', h.quantity, h.order_id, coalesce(o.state, 'gone')) AS detail
FROM holds h
LEFT JOIN orders o ON o.tenant_id = h.tenant_id AND o.id = h.order_id
WHERE h.state = 'held' AND (o.state IS NULL OR o.state <> 'placed')
