-- I23 history_is_append_only
-- 历史只增不改：应用账号没有修改和删除的权限
-- The application may neither change nor delete history, and no ordinary role gets past the row-level security.
SELECT NULL::bigint AS tenant_id, 'table:' || c.relname AS subject, r.rolname || ' may change history' AS detail
FROM pg_class c
JOIN pg_roles r ON r.rolname = 'jishi_app' OR (r.rolname = 'jishi_operator' AND c.relname IN ('journals', 'entries'))
WHERE c.relnamespace = 'public'::regnamespace
  AND c.relname IN (
    'facts', 'handled', 'movements', 'audit_entries', 'price_records', 'notices', 'operator_entries', 'journals',
    'entries', 'bill_lines', 'aftersale_entries', 'aftersale_messages', 'refund_attempts', 'look_versions'
  )
  AND has_table_privilege(r.rolname, c.oid, 'UPDATE, DELETE, TRUNCATE')
UNION ALL
SELECT NULL, 'table:' || c.relname, 'row-level security is not forced'
FROM pg_class c
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'tenant_id'
WHERE c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
UNION ALL
SELECT NULL, 'role:' || rolname, 'gets past row-level security'
FROM pg_roles
WHERE rolname IN ('jishi_app', 'jishi_operator', 'jishi_auditor', 'jishi_owner') AND (rolsuper OR rolbypassrls)
