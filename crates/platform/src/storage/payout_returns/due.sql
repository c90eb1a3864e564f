SELECT
    r.payout_id
  , r.amount_cents
  , p.vat_cents
  , r.currency
  , r.returned_on
  , r.reason
  , r.returned_at
FROM payout_returns AS r
JOIN payouts AS p ON p.tenant_id = r.tenant_id AND p.payout_id = r.payout_id
WHERE r.tenant_id = $1 AND CASE WHEN p.kind = 'sales' THEN 1 ELSE 0 END = $2
AND NOT EXISTS (
    SELECT 1 FROM payout_return_carriers AS c
    WHERE c.tenant_id = r.tenant_id AND c.returned_payout_id = r.payout_id
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = c.tenant_id AND e.payout_id = c.payout_id AND e.outcome = 'released'
    )
)
ORDER BY r.returned_at
  , r.payout_id
