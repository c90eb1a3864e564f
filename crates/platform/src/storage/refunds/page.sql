SELECT
    r.refund_id
  , r.order_id
  , r.line_no
  , r.refunded_at
  , r.net_cents
  , r.refunded_net_cents
  , o.order_number
  , o.currency
  , p.whole_order_id
  , p.line_ids
FROM order_refunds AS r
JOIN orders AS o
  ON o.tenant_id = r.tenant_id
  AND o.order_id = r.order_id
LEFT JOIN order_parts AS p
  ON p.tenant_id = r.tenant_id
  AND p.order_id = r.order_id
WHERE r.tenant_id = $1
  AND ($2 = '' OR r.order_id = $2 OR p.whole_order_id = $2)
  AND r.refunded_at >= $3
  AND r.refunded_at < $4
  AND (r.refunded_at < $5 OR (r.refunded_at = $5 AND r.refund_id < $6))
ORDER BY r.refunded_at DESC
  , r.refund_id DESC
LIMIT $7
