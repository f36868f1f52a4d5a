-- I22 channel_orders_once
-- 平台订单只进来一次，库存推送不走回头路
-- An order of a marketplace has one row here and one order of ours, and no level was pushed ahead of what was wanted.
SELECT tenant_id, 'order:' || min(id) AS subject, format('%s orders for %s %s', count(*), source, remote_number) AS detail
FROM orders WHERE source <> 'wechat' GROUP BY tenant_id, source, remote_number HAVING count(*) > 1
UNION ALL
SELECT tenant_id, 'order:' || order_id, format('%s remote orders lead to it', count(*))
FROM remote_orders WHERE order_id IS NOT NULL GROUP BY tenant_id, order_id HAVING count(*) > 1
UNION ALL
SELECT r.tenant_id, 'remote_order:' || r.id, format('%s leads to the order of %s', r.remote_number, o.remote_number)
FROM remote_orders r
JOIN orders o ON o.tenant_id = r.tenant_id AND o.id = r.order_id
WHERE o.remote_number IS DISTINCT FROM r.remote_number
UNION ALL
SELECT tenant_id, 'listing:' || id, format('pushed version %s, wanted %s', pushed_version, wanted_version)
FROM listings WHERE pushed_version > wanted_version
