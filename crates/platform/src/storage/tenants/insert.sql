INSERT INTO tenants (
    tenant_id
  , name
  , kind
  , country
  , granted_stage
  , created_at
  , log_epoch
) VALUES ($1, $2, $3, $4, $5, $6, $7)
