SELECT
    u.user_id
  , u.login_name
  , u.name
  , u.role
  , u.password_hash
  , u.created_at
  , u.disabled_at
  , (
        SELECT COUNT(*)
        FROM identities i
        WHERE i.tenant_id = u.tenant_id
          AND i.user_id = u.user_id
          AND i.ended_at IS NULL
    ) AS identities
FROM users u
