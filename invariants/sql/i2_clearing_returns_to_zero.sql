-- I2 clearing_returns_to_zero
-- 过渡账户按时清零：在途的钱都到了该到的地方
-- What passes through a clearing account is back at zero within the account's time.
SELECT e.tenant_id, e.account || ':' || e.subject AS subject,
  format('%s fen since %s', sum(e.amount_fen), max(e.at)) AS detail
FROM entries e
JOIN (VALUES
  ('customer_payments', interval '5 minutes'), ('wechat_clearing', interval '2 days'),
  ('refund_clearing', interval '3 days'), ('suspense', interval '3 days')
) AS clearing (account, within) ON clearing.account = e.account
GROUP BY e.tenant_id, e.account, e.subject, clearing.within
HAVING sum(e.amount_fen) <> 0 AND max(e.at) < now() - clearing.within
