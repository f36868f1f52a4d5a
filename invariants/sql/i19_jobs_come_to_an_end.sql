-- I19 jobs_come_to_an_end
-- 每个任务都会做完或停下来等人，没有卡住的
-- No job is due for ten minutes without a hand, and none has had a lease that ran out long ago.
SELECT tenant_id, 'job:' || id AS subject, format('%s, due since %s, attempt %s: %s', name, run_after, attempts, cause) AS detail
FROM jobs
WHERE done_at IS NULL AND dead_at IS NULL AND run_after < now() - interval '10 minutes'
  AND (lease_until IS NULL OR lease_until < now() - interval '60 seconds')
