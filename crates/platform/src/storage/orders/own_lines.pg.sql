SELECT
    order_id
  , line_no
  , product_id
  , product_name
  , product_kind
  , is_platform_product
  , commission_eligible
  , net_cents
  , vat_rate_bp
  , gross_cents
  , billing_interval
  , granted_stage
FROM order_lines
WHERE order_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb))))
  AND tenant_id = $2
ORDER BY order_id
  , line_no
