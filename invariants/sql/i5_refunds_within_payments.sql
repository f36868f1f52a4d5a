-- I5 refunds_within_payments
-- 退款合计不超过收款，一分不多
-- All refunds of a payment together never pass what was paid; those that failed do not count.
SELECT p.tenant_id, 'payment:' || p.id AS subject,
  format('%s fen back of %s fen', sum(r.refund_fen), p.total_fen) AS detail
FROM payments p
JOIN refunds r ON r.tenant_id = p.tenant_id AND r.payment_id = p.id AND r.state <> 'failed'
GROUP BY p.tenant_id, p.id, p.total_fen, p.state
HAVING sum(r.refund_fen) > p.total_fen OR p.state <> 'settled'
