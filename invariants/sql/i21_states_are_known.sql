-- I21 states_are_known
-- 没有不认识的状态
-- Every row with a life is in one of the states its life knows.
SELECT tenant_id, 'order:' || id AS subject, 'state ' || state AS detail FROM orders
WHERE state NOT IN ('placed', 'paid', 'part_shipped', 'shipped', 'completed', 'closed', 'refunded')
UNION ALL
SELECT tenant_id, 'payment:' || id, 'state ' || state FROM payments
WHERE state NOT IN ('created', 'prepared', 'settled', 'closing', 'closed')
UNION ALL
SELECT tenant_id, 'refund:' || id, 'state ' || state FROM refunds
WHERE state NOT IN ('requested', 'sent', 'settled', 'failed')
UNION ALL
SELECT tenant_id, 'hold:' || id, 'state ' || state FROM holds
WHERE state NOT IN ('held', 'committed', 'released', 'restocked')
UNION ALL
SELECT tenant_id, 'group:' || id, 'state ' || state FROM groups
WHERE state NOT IN ('pending', 'open', 'succeeded', 'failed')
UNION ALL
SELECT tenant_id, 'seat:' || id, 'state ' || state FROM seats
WHERE state NOT IN ('held', 'paid', 'released', 'refunded')
UNION ALL
SELECT tenant_id, 'invoice:' || id, 'state ' || state FROM invoices
WHERE state NOT IN ('requested', 'issued', 'rejected', 'withdrawn', 'to_flush', 'flushed')
