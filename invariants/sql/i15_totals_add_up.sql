-- I15 totals_add_up
-- 订单金额分毫不差：商品、优惠、运费逐行相加
-- An order's sums are those of its lines, and the lines' shares of the discount add up to the order's, to the fen.
SELECT o.tenant_id, 'order:' || o.id AS subject,
  format('goods %s, discount %s, freight %s, total %s; lines %s, %s', o.goods_fen, o.discount_fen, o.freight_fen,
         o.total_fen, lines.goods_fen, lines.discount_fen) AS detail
FROM orders o
JOIN (
  SELECT tenant_id, order_id, sum(unit_price_fen * quantity) AS goods_fen, sum(discount_fen) AS discount_fen,
    sum(paid_fen) AS paid_fen
  FROM order_lines GROUP BY tenant_id, order_id
) AS lines ON lines.tenant_id = o.tenant_id AND lines.order_id = o.id
WHERE (lines.goods_fen, lines.discount_fen, lines.paid_fen + o.freight_fen) <> (o.goods_fen, o.discount_fen, o.total_fen)
UNION ALL
SELECT o.tenant_id, 'order:' || o.id, 'has no lines'
FROM orders o
WHERE NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id)
