SELECT
    s.order_id
  , s.line_no
  , s.entry_no
  , s.reason
  , s.gross_cents
  , s.vat_cents
  , s.kept_cents
  , s.currency
  , s.due_at
  , s.booked_at
FROM seller_entries AS s
WHERE s.tenant_id = $1 AND s.due_at <= $2
AND NOT EXISTS (
    SELECT 1 FROM seller_payout_entries AS p
    WHERE p.tenant_id = s.tenant_id AND p.order_id = s.order_id AND p.line_no = s.line_no
    AND p.entry_no = s.entry_no
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id AND e.outcome = 'released'
    )
)
AND NOT EXISTS (
    SELECT 1 FROM payment_disputes AS d
    WHERE d.tenant_id = s.tenant_id AND d.order_id = s.order_id
    AND NOT EXISTS (
        SELECT 1 FROM payment_dispute_ends AS n
        WHERE n.tenant_id = d.tenant_id AND n.dispute_id = d.dispute_id
    )
)
ORDER BY s.order_id
  , s.line_no
  , s.entry_no
