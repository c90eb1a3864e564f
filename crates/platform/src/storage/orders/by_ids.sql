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
WHERE order_id IN (SELECT value FROM json_each($1))
ORDER BY ordered_at
  , order_id
