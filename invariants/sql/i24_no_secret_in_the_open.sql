-- I24 no_secret_in_the_open
-- 密钥不以明文出现在任何记录里
-- No private key stands in plain sight: not in settings, facts, jobs, causes or logs of what people did.
SELECT tenant_id, 'setting:' || name AS subject, 'a private key in the open' AS detail
FROM settings WHERE value::text LIKE '%PRIVATE KEY%'
UNION ALL
SELECT tenant_id, 'secret:' || name, 'not sealed'
FROM secrets WHERE position('PRIVATE KEY'::bytea IN sealed) > 0
UNION ALL
SELECT tenant_id, 'fact:' || id, 'a private key in the open'
FROM facts WHERE payload::text LIKE '%PRIVATE KEY%'
UNION ALL
SELECT tenant_id, 'job:' || id, 'a private key in the open'
FROM jobs WHERE arguments::text LIKE '%PRIVATE KEY%' OR cause LIKE '%PRIVATE KEY%'
UNION ALL
SELECT tenant_id, 'outbox:' || id, 'a private key in the open'
FROM outbox WHERE cause LIKE '%PRIVATE KEY%'
UNION ALL
SELECT tenant_id, 'audit_entry:' || id, 'a private key in the open'
FROM audit_entries WHERE concat(summary, before::text, after::text) LIKE '%PRIVATE KEY%'
