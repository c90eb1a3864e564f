UPDATE products
SET
    name = $3
  , description_de = $4
  , description_en = $5
  , price_net_cents = $6
  , vat_class = $7
  , vat_rate_bp = $8
  , billing_interval = $9
  , granted_stage = $10
  , commission_eligible = $11
  , retired_at = $12
WHERE tenant_id = $1
  AND product_id = $2
