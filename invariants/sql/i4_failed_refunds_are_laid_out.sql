-- I4 failed_refunds_are_laid_out
-- 失败的退款都摆在人面前，没有被悄悄放下
-- A refund that could not go through has an anomaly that tells a person of it.
SELECT r.tenant_id, 'refund:' || r.id AS subject, 'failed, and nobody has been told' AS detail
FROM refunds r
WHERE r.state = 'failed' AND NOT EXISTS (
  SELECT 1 FROM anomalies a
  WHERE a.tenant_id = r.tenant_id AND a.fingerprint = 'refund_failed:refund:' || r.number
)
