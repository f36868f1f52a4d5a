-- I18 facts_are_delivered
-- 发生过的事都送到了，没有遗失，也没有凭空而来
-- A recorded fact is told within ten minutes, in order within its subject, each handler once; nothing is told that
-- did not happen.
SELECT tenant_id, 'outbox:' || id AS subject,
  format('%s of %s is %s: %s', name, subject, CASE WHEN dead_at IS NULL THEN 'late' ELSE 'given up' END, cause) AS detail
FROM outbox
WHERE done_at IS NULL AND (dead_at IS NOT NULL OR run_after < now() - interval '10 minutes')
UNION ALL
SELECT o.tenant_id, 'outbox:' || o.id, o.name || ' is told, but the fact does not exist'
FROM outbox o
WHERE NOT EXISTS (SELECT 1 FROM facts f WHERE f.tenant_id = o.tenant_id AND f.id = o.fact_id)
UNION ALL
SELECT h.tenant_id, 'fact:' || h.fact_id, format('%s × %s', h.handler, count(*))
FROM handled h GROUP BY h.tenant_id, h.fact_id, h.handler HAVING count(*) > 1
UNION ALL
SELECT told.tenant_id, 'outbox:' || told.id, 'told before an earlier fact of ' || told.subject
FROM (
  SELECT id, tenant_id, subject, done_at, max(coalesce(done_at, dead_at, 'infinity')) OVER earlier AS before_at
  FROM outbox
  WINDOW earlier AS (PARTITION BY tenant_id, subject ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS told
WHERE told.done_at < told.before_at
  AND EXISTS ( -- one that a person let run again later may come last
    SELECT 1 FROM outbox e
    WHERE e.tenant_id = told.tenant_id AND e.subject = told.subject AND e.id < told.id AND e.dead_at IS NULL
      AND e.run_after <= told.done_at AND coalesce(e.done_at, 'infinity') > told.done_at
  )
