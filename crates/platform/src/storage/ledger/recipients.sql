SELECT tenant_id FROM order_commissions
WHERE settled_as = 'payout' AND forfeited_at IS NULL
AND (paid_at IS NULL OR netted_cents <> reversed_cents)
UNION
SELECT p.tenant_id FROM payouts AS p
WHERE NOT EXISTS (
    SELECT 1 FROM payout_ends AS e
    WHERE e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id
)
UNION
SELECT r.tenant_id FROM payout_returns AS r
WHERE NOT EXISTS (
    SELECT 1 FROM payout_return_carriers AS c
    WHERE c.tenant_id = r.tenant_id AND c.returned_payout_id = r.payout_id
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = c.tenant_id AND e.payout_id = c.payout_id AND e.outcome = 'released'
    )
)
ORDER BY tenant_id
