-- I1 journals_balance
-- 每一笔账借贷相抵，合计为零，一分不差
-- The entries of every journal sum to 0 fen, and a journal has at least two sides.
SELECT j.tenant_id, 'journal:' || j.id AS subject,
  format('%s %s %s: %s sides, %s fen', j.cause_kind, j.cause_id, j.purpose, count(e.id), coalesce(sum(e.amount_fen), 0))
    AS detail
FROM journals j
LEFT JOIN entries e ON e.tenant_id = j.tenant_id AND e.journal_id = j.id
GROUP BY j.tenant_id, j.id, j.cause_kind, j.cause_id, j.purpose
HAVING coalesce(sum(e.amount_fen), 0) <> 0 OR count(e.id) < 2
