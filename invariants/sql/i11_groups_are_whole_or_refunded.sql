-- I11 groups_are_whole_or_refunded
-- 要么全团成团，要么全员退款，绝不混杂
-- A group that succeeded has exactly its size of paid seats and every order may be shipped; in a group that failed
-- nobody keeps a paid seat, and everybody who had one has the money on its way back. Who had the money back before
-- does not make a group whole.
SELECT g.tenant_id, 'group:' || g.id AS subject,
  format('%s with %s paid seats of %s', g.state, count(s.id) FILTER (WHERE s.state = 'paid'), g.size) AS detail
FROM groups g
LEFT JOIN seats s ON s.tenant_id = g.tenant_id AND s.group_id = g.id
WHERE g.state IN ('succeeded', 'failed')
GROUP BY g.tenant_id, g.id, g.state, g.size
HAVING count(s.id) FILTER (WHERE s.state = 'paid') <> CASE g.state WHEN 'succeeded' THEN g.size ELSE 0 END
UNION ALL
SELECT s.tenant_id, 'order:' || o.id, format('the seat is refunded, the order is %s', o.state)
FROM seats s
JOIN orders o ON o.tenant_id = s.tenant_id AND o.id = s.order_id
WHERE s.state = 'refunded' AND o.state <> 'refunded'
UNION ALL
SELECT s.tenant_id, 'order:' || o.id, 'the group is whole, the order is still blocked'
FROM seats s
JOIN groups g ON g.tenant_id = s.tenant_id AND g.id = s.group_id
JOIN orders o ON o.tenant_id = s.tenant_id AND o.id = s.order_id
WHERE g.state = 'succeeded' AND s.state = 'paid' AND o.is_blocked
UNION ALL
SELECT s.tenant_id, 'order:' || s.order_id, 'refunded before its group was whole'
FROM seats s
JOIN facts whole ON whole.tenant_id = s.tenant_id AND whole.subject = 'group:' || s.group_id
  AND whole.name = 'GroupSucceeded'
JOIN facts back ON back.tenant_id = s.tenant_id AND back.subject = 'order:' || s.order_id
  AND back.name = 'OrderRefunded' AND back.id < whole.id
WHERE s.state = 'paid'
