-- I3 paid_orders_have_their_money
-- 已付款的订单都收到了足额的钱
-- Behind every order of ours that counts as paid stands a settled payment of its own.
SELECT o.tenant_id, 'order:' || o.id AS subject, o.state || ' without a settled payment' AS detail
FROM orders o
WHERE o.source = 'wechat' AND (o.paid_at IS NOT NULL OR o.state NOT IN ('placed', 'closed'))
  AND NOT EXISTS (
    SELECT 1 FROM payments p
    WHERE p.tenant_id = o.tenant_id AND p.order_id = o.id AND p.state = 'settled' AND p.total_fen = o.total_fen
  )
