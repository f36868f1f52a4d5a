-- I21 shipped_pieces_are_in_parcels
-- 发出的每一件都在某个包裹里
-- What an order line says has left is the sum of what is in its parcels; orders of other platforms may have left unseen.
SELECT l.tenant_id, 'order_line:' || l.id AS subject,
  format('%s left, parcels hold %s', l.shipped_quantity, coalesce(packed.pieces, 0)) AS detail
FROM order_lines l
JOIN orders o ON o.tenant_id = l.tenant_id AND o.id = l.order_id AND o.source = 'wechat'
LEFT JOIN (
  SELECT tenant_id, order_line_id, sum(quantity) AS pieces FROM shipment_lines GROUP BY tenant_id, order_line_id
) AS packed ON packed.tenant_id = l.tenant_id AND packed.order_line_id = l.id
WHERE l.shipped_quantity <> coalesce(packed.pieces, 0)
