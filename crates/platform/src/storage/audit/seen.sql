SELECT
    e.audit_id
  , e.at
  , e.user_id
  , e.user_name
  , e.action
  , e.subject_id
  , e.reason
  , e.details
FROM (
    SELECT
        a.audit_id
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
    UNION ALL
    SELECT
        n.audit_id
      , n.at
      , CAST(NULL AS TEXT) AS user_id
      , '' AS user_name
      , n.action
      , n.subject_id
      , '' AS reason
      , n.details
    FROM audit_notices AS n
    WHERE n.tenant_id = $1
) AS e
WHERE (e.at < $2 OR (e.at = $2 AND e.audit_id < $3))
  AND ($5 = '' OR e.user_id = $5)
  AND ($6 = '' OR e.action = $6)
  AND e.at >= $7
  AND e.at < $8
ORDER BY e.at DESC
  , e.audit_id DESC
LIMIT $4
