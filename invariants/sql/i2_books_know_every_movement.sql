-- I2 books_know_every_movement
-- 账本与收退款逐笔相符：收了、卖了、退了的每一分都记了账
-- Each settled payment is captured in the books with its sum, each refund was asked for and each settled one has
-- left; behind each paid order stands a sale of its sum.
SELECT wanted.tenant_id, wanted.subject,
  format('%s of %s fen, the books say %s', wanted.purpose, wanted.fen, coalesce(posted.fen::text, 'nothing')) AS detail
FROM (
  SELECT tenant_id, 'payment:' || id AS subject, 'payment' AS cause_kind, number AS cause_id, 'capture' AS purpose,
    'customer_payments' AS account, -total_fen AS fen
  FROM payments WHERE state = 'settled'
  UNION ALL
  SELECT tenant_id, 'refund:' || id, 'refund', number, 'request:1', 'refund_clearing', -refund_fen FROM refunds
  UNION ALL
  SELECT tenant_id, 'refund:' || id, 'refund', number, 'settle', 'refund_clearing', refund_fen
  FROM refunds WHERE state = 'settled'
) AS wanted
LEFT JOIN (
  SELECT j.tenant_id, j.cause_kind, j.cause_id, j.purpose, e.account, sum(e.amount_fen) AS fen
  FROM journals j
  JOIN entries e ON e.tenant_id = j.tenant_id AND e.journal_id = j.id
  GROUP BY j.tenant_id, j.cause_kind, j.cause_id, j.purpose, e.account
) AS posted ON posted.tenant_id = wanted.tenant_id AND posted.cause_kind = wanted.cause_kind
  AND posted.cause_id = wanted.cause_id AND posted.purpose = wanted.purpose AND posted.account = wanted.account
WHERE posted.fen IS DISTINCT FROM wanted.fen
UNION ALL
SELECT o.tenant_id, 'order:' || o.id, format('paid %s fen, and no sale of that sum is in the books', o.total_fen)
FROM orders o
WHERE o.source = 'wechat' AND o.paid_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM journals j
  JOIN entries e ON e.tenant_id = j.tenant_id AND e.journal_id = j.id
  WHERE j.tenant_id = o.tenant_id AND j.order_id = o.id AND j.purpose = 'sale'
    AND e.account = 'customer_payments' AND e.amount_fen = o.total_fen
)
