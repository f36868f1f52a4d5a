-- I25 timers_are_never_early
-- 到点才关单、到点才散团，绝不提前
-- No order was closed for lack of payment before its time was over, and no group was given up before its end.
SELECT tenant_id, 'order:' || id AS subject, format('closed at %s, had time until %s', closed_at, hold_until) AS detail
FROM orders
WHERE state = 'closed' AND close_reason = '超时未付款' AND closed_at < hold_until
UNION ALL
SELECT g.tenant_id, 'group:' || g.id, format('given up at %s, had time until %s', g.settled_at, g.expires_at)
FROM groups g
JOIN facts f ON f.tenant_id = g.tenant_id AND f.subject = 'group:' || g.id AND f.name = 'GroupFailed'
WHERE g.state = 'failed' AND g.settled_at < g.expires_at AND f.payload ->> 'reason' = '未在规定时间内成团，已自动原路退款'
