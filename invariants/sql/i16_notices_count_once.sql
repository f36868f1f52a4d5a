-- I16 notices_count_once
-- 同一笔到账或退款，通知来多少次都只算一次
-- However often the gateway told us: one OrderPaid for an order, one PaymentSettled for a payment, one RefundSettled
-- for a refund, one row for a notice.
SELECT tenant_id, subject, format('%s × %s', name, count(*)) AS detail
FROM facts
WHERE name IN ('OrderPaid', 'OrderImported')
GROUP BY tenant_id, subject, name
HAVING count(*) > 1
UNION ALL
SELECT tenant_id, min(subject), format('%s × %s for %s', name, count(*), coalesce(payload ->> 'refund_id', payload ->> 'payment_id'))
FROM facts
WHERE name IN ('PaymentSettled', 'RefundSettled')
GROUP BY tenant_id, name, coalesce(payload ->> 'refund_id', payload ->> 'payment_id')
HAVING count(*) > 1
UNION ALL
SELECT tenant_id, 'notice:' || min(id), format('%s rows for %s', count(*), notice_id)
FROM notices GROUP BY tenant_id, notice_id HAVING count(*) > 1
