-- I3 captured_once
-- 一张订单只收一次钱：多收的每一笔都在退回
-- An order keeps the money of one payment at most; every other settled payment is on its way back in full.
SELECT p.tenant_id, 'order:' || p.order_id AS subject, count(*) || ' settled payments are kept' AS detail
FROM payments p
LEFT JOIN LATERAL (
  SELECT coalesce(sum(r.refund_fen), 0) AS back_fen FROM refunds r
  WHERE r.tenant_id = p.tenant_id AND r.payment_id = p.id
) AS given ON true
WHERE p.state = 'settled' AND given.back_fen < p.total_fen
GROUP BY p.tenant_id, p.order_id
HAVING count(*) > 1
