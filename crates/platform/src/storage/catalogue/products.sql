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
ORDER BY user_journey_level
  , name
  , product_id
