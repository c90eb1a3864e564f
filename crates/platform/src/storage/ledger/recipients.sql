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
UNION
SELECT s.tenant_id FROM seller_entries AS s
WHERE NOT EXISTS (
    SELECT 1 FROM seller_payout_entries AS q
    WHERE q.tenant_id = s.tenant_id AND q.order_id = s.order_id AND q.line_no = s.line_no
    AND q.entry_no = s.entry_no
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = q.tenant_id AND e.payout_id = q.payout_id AND e.outcome = 'released'
    )
)
