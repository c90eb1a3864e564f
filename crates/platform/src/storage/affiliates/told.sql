SELECT
    c.code
  , c.label
  , c.created_at
  , c.retired_at
  , (
        SELECT COUNT(*) FROM clicks k
        WHERE k.tenant_id = c.tenant_id AND k.code = c.code AND k.counts = 1
    ) AS clicks
  , (
        SELECT COUNT(*) FROM customer_attributions a
        WHERE a.tenant_id = c.tenant_id AND a.source_ref = c.code AND a.source = 'affiliate_code'
    ) AS recruited
  , (SELECT COUNT(*) FROM affiliate_codes o WHERE o.tenant_id = $1) AS total
FROM affiliate_codes c
WHERE c.tenant_id = $1
ORDER BY c.created_at DESC
  , c.code
LIMIT $2
