SELECT
    e.tenant_id
  , t.name AS seller_name
  , e.product_id
  , e.is_offered
  , e.starts_at
  , e.places
  , e.least_stage
  , p.name
  , p.description_de
  , p.description_en
  , p.price_net_cents
  , p.currency
  -- Section 19 UStG: as the checkout will take it.
  , CASE WHEN s.is_small_business = 1 THEN 0 ELSE p.vat_rate_bp END AS vat_rate_bp
  , (
        SELECT COUNT(*)
        FROM event_places x
        WHERE x.tenant_id = e.tenant_id
          AND x.product_id = e.product_id
          AND x.freed_at IS NULL
    ) AS taken
FROM event_offers e
JOIN products p
  ON p.tenant_id = e.tenant_id
  AND p.product_id = e.product_id
JOIN tenants t
  ON t.tenant_id = e.tenant_id
LEFT JOIN recipient_tax_profiles s
  ON s.tenant_id = e.tenant_id
WHERE e.is_offered = 1
  AND p.retired_at IS NULL
  AND p.billing_interval IS NULL
  AND t.deactivated_at IS NULL
  AND (e.starts_at IS NULL OR e.starts_at > $1)
  AND ($2 = '' OR e.product_id = $2)
ORDER BY COALESCE(e.starts_at, 9223372036854775807)
  , p.name
  , e.product_id
