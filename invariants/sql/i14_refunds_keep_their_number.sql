-- I14 refunds_keep_their_number
-- 一次退款意图只有一个退款单号，问不到结果也绝不换号重发
-- For one cause there is one refund, and its number is nobody else's.
SELECT tenant_id, 'refund:' || min(id) AS subject, format('%s refunds for the cause %s', count(*), cause) AS detail
FROM refunds GROUP BY tenant_id, cause HAVING count(*) > 1
UNION ALL
SELECT tenant_id, 'refund:' || min(id), format('%s refunds with the number %s', count(*), number)
FROM refunds GROUP BY tenant_id, number HAVING count(*) > 1
