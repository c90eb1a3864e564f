SELECT
    p.tenant_id
  , p.acceptance_id
  , p.kind
  , p.version
  , p.language
  , p.sha256
  , p.user_id
  , p.name
  , p.accepted_at
  , p.address
  , p.tenant_name
  , p.left_at
  , p.is_latest
FROM (
    SELECT
        a.tenant_id
      , a.acceptance_id
      , a.kind
      , a.version
      , a.language
      , a.sha256
      , a.user_id
      , a.name
      , a.accepted_at
      , a.address
      , t.name AS tenant_name
      , t.deactivated_at AS left_at
      -- What is offered now comes last, whatever the clocks said.
      , CAST(CASE
            WHEN a.version = CASE a.kind WHEN 'distributor' THEN $2 ELSE $3 END THEN 1
            WHEN EXISTS (
                SELECT 1
                FROM contract_acceptances AS n
                WHERE n.tenant_id = a.tenant_id
                  AND n.kind = a.kind
                  AND n.version = CASE a.kind WHEN 'distributor' THEN $2 ELSE $3 END
            ) THEN 0
            WHEN EXISTS (
                SELECT 1
                FROM contract_acceptances AS l
                WHERE l.tenant_id = a.tenant_id
                  AND l.kind = a.kind
                  AND (
                      l.accepted_at > a.accepted_at
                      OR (l.accepted_at = a.accepted_at AND l.acceptance_id > a.acceptance_id)
                  )
            ) THEN 0
            ELSE 1
        END AS BIGINT) AS is_latest
    FROM contract_acceptances AS a
    JOIN tenants AS t
      ON t.tenant_id = a.tenant_id
) AS p
WHERE (
    $1 = 0
    OR (
        p.is_latest = 1
        AND p.left_at IS NULL
        AND p.version <> CASE p.kind WHEN 'distributor' THEN $2 ELSE $3 END
    )
)
  AND (p.accepted_at < $4 OR (p.accepted_at = $4 AND p.acceptance_id < $5))
ORDER BY p.accepted_at DESC
  , p.acceptance_id DESC
LIMIT $6
