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
-- An account of which nobody chose the password may bear an address that was mistyped.
ORDER BY
    CASE
        WHEN u.password_hash <> '' THEN 0
        WHEN EXISTS (
            SELECT 1
            FROM identities i
            WHERE i.tenant_id = u.tenant_id
              AND i.user_id = u.user_id
              AND i.ended_at IS NULL
        ) THEN 0
        ELSE 1
    END
  , u.created_at
  , u.user_id
LIMIT 1
