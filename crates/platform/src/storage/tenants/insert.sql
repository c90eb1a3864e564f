INSERT INTO tenants (
    tenant_id
  , name
  , kind
  , country
  , affiliate_code
  , granted_stage
  , created_at
  , log_epoch
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
