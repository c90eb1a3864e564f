INSERT INTO invitations (
    tenant_id
  , invitation_id
  , token_hash
  , kind
  , label
  , region_codes
  , commission_percent
  , agreement_from
  , invited_by
  , created_at
  , expires_at
  , state
  , email
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
