-- I17 one_tap_is_one_order
-- 同一次提交只有一张订单
-- A request key of a member stands on one order only, together with what was asked for.
SELECT tenant_id, 'order:' || min(id) AS subject, format('%s orders for one key of member %s', count(*), member_id) AS detail
FROM orders WHERE request_key IS NOT NULL GROUP BY tenant_id, member_id, request_key HAVING count(*) > 1
UNION ALL
SELECT tenant_id, 'order:' || id, 'a request key without what was asked for'
FROM orders WHERE request_key IS NOT NULL AND request_fingerprint IS NULL
