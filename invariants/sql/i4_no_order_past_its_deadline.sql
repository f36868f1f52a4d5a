-- I4 no_order_past_its_deadline
-- 没有订单卡在期限之后：该关的已关，该退的已退
-- Ten minutes after its time to pay an order has been closed or paid; an hour later its payment is closed at the
-- gateway, too; a refund is with the gateway within the hour and has ended within three days.
SELECT tenant_id, 'order:' || id AS subject, 'should have been closed at ' || hold_until AS detail
FROM orders
WHERE state = 'placed' AND hold_until < now() - interval '10 minutes'
UNION ALL
SELECT p.tenant_id, 'payment:' || p.id, 'still ' || p.state || ' for an order that is ' || o.state
FROM payments p
JOIN orders o ON o.tenant_id = p.tenant_id AND o.id = p.order_id
WHERE p.state IN ('created', 'prepared', 'closing') AND o.state = 'closed' AND o.closed_at < now() - interval '1 hour'
UNION ALL
SELECT tenant_id, 'refund:' || id, state || ' since ' || coalesce(sent_at, made_at)
FROM refunds
WHERE (state = 'requested' AND made_at < now() - interval '1 hour')
  OR (state = 'sent' AND sent_at < now() - interval '3 days')
