-- I6 nothing_is_oversold
-- 没有超卖：占用的件数不超过在库件数
-- Nothing is below zero, and no more is held than is there.
SELECT tenant_id, 'stock:' || id AS subject, format('%s on hand, %s held', on_hand, reserved) AS detail
FROM stocks
WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
