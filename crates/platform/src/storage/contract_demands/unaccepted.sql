SELECT
    t.tenant_id
  , t.name
  , t.created_at
  , CASE
        WHEN t.kind = 'distributor' THEN 'distributor'
        WHEN EXISTS (
            SELECT 1
            FROM regional_agreements AS r
            WHERE r.tenant_id = t.tenant_id
              AND (r.valid_until IS NULL OR r.valid_until >= $2)
        ) THEN 'distributor'
        ELSE 'affiliate'
    END AS kind
FROM tenants AS t
WHERE t.deactivated_at IS NULL
  AND t.tenant_id <> $1
  AND NOT EXISTS (
      SELECT 1
      FROM contract_acceptances AS a
      WHERE a.tenant_id = t.tenant_id
  )
  AND (
      t.kind IN ('distributor', 'affiliate')
      OR EXISTS (
          SELECT 1
          FROM regional_agreements AS r
          WHERE r.tenant_id = t.tenant_id
            AND (r.valid_until IS NULL OR r.valid_until >= $2)
      )
      OR EXISTS (
          SELECT 1
          FROM affiliate_codes AS c
          WHERE c.tenant_id = t.tenant_id
            AND c.retired_at IS NULL
      )
  )
ORDER BY t.created_at DESC
  , t.tenant_id DESC
LIMIT $3
