-- I4 no_money_in_limbo
-- 收到的钱要么成交，要么正在退回
-- Money that came in belongs to an order that is being fulfilled, or there is a refund for all of it; when all goods
-- are back or were never sent, for what was agreed.
SELECT p.tenant_id, 'payment:' || p.id AS subject,
  format('%s fen came in for an order that is %s', p.total_fen, coalesce(o.state, 'gone')) AS detail
FROM payments p
LEFT JOIN orders o ON o.tenant_id = p.tenant_id AND o.id = p.order_id
LEFT JOIN LATERAL (
  SELECT coalesce(sum(r.refund_fen), 0) AS back_fen FROM refunds r
  WHERE r.tenant_id = p.tenant_id AND r.payment_id = p.id
) AS given ON true
WHERE p.state = 'settled' AND given.back_fen < p.total_fen
  AND (o.id IS NULL OR o.state IN ('placed', 'closed') OR (
    o.state = 'refunded' AND EXISTS (
      SELECT 1 FROM order_lines l
      WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id AND l.quantity > l.cancelled_quantity + l.returned_quantity
    )
  ))
