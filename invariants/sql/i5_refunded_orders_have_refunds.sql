-- I5 refunded_orders_have_refunds
-- 订单上写的已退金额，都有退款单为证
-- What an order of ours says has gone back is the sum of its refunds of the payment it kept, and an order that is
-- called refunded has given everything back: all its money, or for all its goods what was agreed (a return may leave
-- the freight with the shop).
SELECT o.tenant_id, 'order:' || o.id AS subject,
  format('says %s fen of %s, refunds are %s fen', o.refunded_fen, o.total_fen, coalesce(given.back_fen, 0)) AS detail
FROM orders o
LEFT JOIN LATERAL (
  SELECT sum(r.refund_fen) AS back_fen FROM refunds r WHERE r.tenant_id = o.tenant_id AND r.order_id = o.id
) AS given ON true
WHERE o.source = 'wechat'
  AND (o.refunded_fen > coalesce(given.back_fen, 0) OR (
    o.state = 'refunded' AND o.refunded_fen < o.total_fen AND EXISTS (
      SELECT 1 FROM order_lines l
      WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id AND l.quantity > l.cancelled_quantity + l.returned_quantity
    )
  ))
