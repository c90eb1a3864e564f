SELECT
    o.order_id
  , o.order_number
  , t.name AS seller_name
  , o.ordered_at
  , o.currency
  , o.billing_country
  , l.product_name
  , l.net_cents
  , l.vat_rate_bp
  , COALESCE(v.taxed_in, '') AS taxed_in
  , COALESCE(v.note, '') AS vat_note
  , COALESCE(d.discount_cents, 0) AS discount_cents
  , (
        SELECT CAST(COALESCE(SUM(r.net_cents), 0) AS BIGINT)
        FROM order_refunds r
        WHERE r.tenant_id = l.tenant_id
          AND r.order_id = l.order_id
          AND r.line_no = l.line_no
    ) AS refunded_net_cents
FROM orders o
JOIN order_lines l
  ON l.tenant_id = o.tenant_id
  AND l.order_id = o.order_id
JOIN tenants t
  ON t.tenant_id = o.tenant_id
LEFT JOIN checkouts c
  ON c.tenant_id = o.tenant_id
  AND c.order_id = o.order_id
LEFT JOIN checkout_lines d
  ON d.tenant_id = c.tenant_id
  AND d.checkout_id = c.checkout_id
  AND d.line_no = l.line_no
LEFT JOIN sale_vat v
  ON v.tenant_id = c.tenant_id
  AND v.sale_id = c.checkout_id
  AND v.is_subscription = 0
  AND v.line_no = l.line_no
WHERE o.customer_user_id = $1
ORDER BY o.ordered_at DESC
  , o.order_id
  , l.line_no
