-- I8 purchase_counts_are_true
-- 每人限购的计数等于买家订单里实际计入的件数
-- What counts for a member's purchase limit is what the counted lines of the member's orders still hold or keep.
SELECT coalesce(c.tenant_id, b.tenant_id) AS tenant_id,
  format('member:%s product:%s', coalesce(c.member_id, b.member_id), coalesce(c.product_id, b.product_id)) AS subject,
  format('counted %s, bought %s', coalesce(c.quantity, 0), coalesce(b.pieces, 0)) AS detail
FROM member_purchases c
FULL JOIN (
  SELECT o.tenant_id, o.member_id, l.product_id,
    sum(l.quantity - l.cancelled_quantity - l.returned_quantity) AS pieces
  FROM order_lines l JOIN orders o ON o.tenant_id = l.tenant_id AND o.id = l.order_id
  WHERE l.is_counted AND o.state <> 'closed' AND o.member_id IS NOT NULL AND l.product_id IS NOT NULL
  GROUP BY o.tenant_id, o.member_id, l.product_id
) AS b ON b.tenant_id = c.tenant_id AND b.member_id = c.member_id AND b.product_id = c.product_id
WHERE coalesce(c.quantity, 0) <> coalesce(b.pieces, 0)
