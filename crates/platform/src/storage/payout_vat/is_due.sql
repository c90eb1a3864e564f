NOT EXISTS (
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
