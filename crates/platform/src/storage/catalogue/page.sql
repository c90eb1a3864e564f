SELECT
    tenant_id
  , product_id
  , kind
  , name
  , description_de
  , description_en
  , price_net_cents
  , currency
  , vat_class
  , vat_rate_bp
  , billing_interval
  , user_journey_level
  , granted_stage
  , commission_eligible
  , created_at
  , retired_at
FROM products
WHERE tenant_id = $1
  AND (
    COALESCE(user_journey_level, 0) > $2
    OR (COALESCE(user_journey_level, 0) = $2 AND product_id > $3)
  )
ORDER BY COALESCE(user_journey_level, 0)
  , product_id
LIMIT $4
