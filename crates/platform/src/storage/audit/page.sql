SELECT
    a.tenant_id
  , a.audit_id
  , a.at
  , a.user_id
  , COALESCE(u.name, '') AS user_name
  , a.action
  , a.subject_id
  , a.reason
  , a.details
FROM audit_log AS a
LEFT JOIN users AS u
    ON u.tenant_id = a.tenant_id AND u.user_id = a.user_id
WHERE a.tenant_id = $1
  AND (a.at < $2 OR (a.at = $2 AND a.audit_id < $3))
  AND ($5 = '' OR a.user_id = $5)
  AND ($6 = '' OR a.action = $6)
  AND a.at >= $7
  AND a.at < $8
ORDER BY a.at DESC
  , a.audit_id DESC
LIMIT $4
