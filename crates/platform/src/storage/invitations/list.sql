SELECT
    invitation_id
  , kind
  , label
  , region_codes
  , commission_percent
  , agreement_from
  , invited_by
  , created_at
  , expires_at
  , state
  , founded_tenant_id
  , accepted_at
  , activated_at
  , email
FROM invitations
WHERE tenant_id = $1
  AND (created_at < $2 OR (created_at = $2 AND invitation_id < $3))
ORDER BY created_at DESC
  , invitation_id DESC
LIMIT $4
