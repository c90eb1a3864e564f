SELECT
    n.number
  , n.currency
  , n.vat_cents
FROM credit_note_vat AS n
WHERE n.tenant_id = $1
AND NOT EXISTS (
    SELECT 1 FROM credit_note_objections AS o
    WHERE o.tenant_id = n.tenant_id AND o.number = n.number
)
AND NOT EXISTS (
    SELECT 1 FROM payout_vat AS v
    WHERE v.tenant_id = n.tenant_id AND v.number = n.number
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = v.tenant_id AND e.payout_id = v.payout_id AND e.outcome = 'released'
    )
)
ORDER BY n.number
