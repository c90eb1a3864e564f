SELECT
    tenant_id
  , order_id
  , order_number
  , customer_user_id
  , ordered_at
  , billing_country
  , resolved_country
  , currency
  , is_renewal
  , is_via_connect
  , is_first_purchase
  , recorded_at
FROM orders
WHERE tenant_id = $1
  AND (ordered_at < $2 OR (ordered_at = $2 AND order_id < $3))
  AND ordered_at >= $5
  AND ordered_at < $6
  AND (
    $7 = ''
    OR EXISTS (
      SELECT 1
      FROM order_lines AS l
      WHERE l.tenant_id = orders.tenant_id
        AND l.order_id = orders.order_id
        AND l.product_name = $7
    )
  )
ORDER BY ordered_at DESC
  , order_id DESC
LIMIT $4
