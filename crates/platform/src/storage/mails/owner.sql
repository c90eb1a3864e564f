SELECT
    u.login_name
  , u.name
  , t.country
  , t.deactivated_at
  , (
        SELECT a.language
        FROM contract_acceptances a
        WHERE a.tenant_id = t.tenant_id
        ORDER BY a.accepted_at DESC
        LIMIT 1
    ) AS language
FROM tenants t
JOIN users u
  ON u.tenant_id = t.tenant_id
WHERE t.tenant_id = $1
  AND u.role = 'owner'
  AND u.disabled_at IS NULL
ORDER BY u.created_at
  , u.user_id
LIMIT 1
