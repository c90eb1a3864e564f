SELECT
    c.commission_id
  , a.name
FROM order_commissions c
JOIN orders o
  ON o.tenant_id = c.seller_tenant_id
  AND o.order_id = c.order_id
JOIN customer_accounts a
  ON a.tenant_id = $2
  AND a.customer_user_id = o.customer_user_id
WHERE c.tenant_id = $1
  AND c.commission_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($3 AS jsonb))))
