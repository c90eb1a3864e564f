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
UNION
SELECT n.tenant_id FROM credit_note_vat AS n
WHERE NOT EXISTS (
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
AND NOT EXISTS (
    SELECT 1 FROM credit_notes AS c
    JOIN credit_note_objections AS x ON x.tenant_id = c.tenant_id AND x.number = c.corrects
    WHERE c.tenant_id = n.tenant_id AND c.number = n.number
    AND NOT EXISTS (
        SELECT 1 FROM payout_vat AS w
        WHERE w.tenant_id = x.tenant_id AND w.number = x.number
        AND NOT EXISTS (
            SELECT 1 FROM payout_ends AS z
            WHERE z.tenant_id = w.tenant_id AND z.payout_id = w.payout_id AND z.outcome = 'released'
        )
    )
)
ORDER BY tenant_id
