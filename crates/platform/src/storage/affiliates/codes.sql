SELECT
    c.code
  , c.label
  , c.created_at
  , c.retired_at
  , (
        SELECT COUNT(*) FROM clicks k
        WHERE k.tenant_id = c.tenant_id AND k.code = c.code AND k.counts = 1
    ) AS clicks
FROM affiliate_codes c
WHERE c.tenant_id = $1
  AND (c.created_at < $2 OR (c.created_at = $2 AND c.code > $3))
ORDER BY c.created_at DESC
  , c.code
LIMIT $4
