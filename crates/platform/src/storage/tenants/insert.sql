INSERT INTO tenants (
    tenant_id
  , name
  , kind
  , country
  , affiliate_code
  , created_at
  , log_epoch
) VALUES ($1, $2, $3, $4, $5, $6, $7)
