-- I11 group_counters_are_true
-- 团的人数是真实座位数出来的
-- Seats taken and paid are those of the rows, an activity counts its groups truly, and no group is open long past its end.
SELECT g.tenant_id, 'group:' || g.id AS subject,
  format('says %s taken, %s paid; seats are %s and %s', g.seats_taken, g.seats_paid, found.taken, found.paid) AS detail
FROM groups g
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE s.state IN ('held', 'paid')) AS taken, count(*) FILTER (WHERE s.state = 'paid') AS paid
  FROM seats s WHERE s.tenant_id = g.tenant_id AND s.group_id = g.id
) AS found ON true
WHERE (g.seats_taken, g.seats_paid) <> (found.taken, found.paid)
UNION ALL
SELECT a.tenant_id, 'group_activity:' || a.id, format('says %s groups, %s are whole', a.succeeded_count, count(g.id))
FROM group_activities a
LEFT JOIN groups g ON g.tenant_id = a.tenant_id AND g.activity_id = a.id AND g.state = 'succeeded'
GROUP BY a.tenant_id, a.id, a.succeeded_count
HAVING a.succeeded_count <> count(g.id)
UNION ALL
SELECT tenant_id, 'group:' || id, 'should have ended at ' || expires_at
FROM groups
WHERE state = 'open' AND expires_at < now() - interval '10 minutes'
