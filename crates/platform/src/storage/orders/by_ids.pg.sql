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
WHERE order_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb))))
ORDER BY ordered_at
  , order_id
