SELECT
    p.tenant_id
  , p.payout_id
  , p.paid_at
  , p.amount_cents
  , p.currency
  , p.kind
  , p.period
  , p.clawback_cents
  , p.vat_cents
  , CASE WHEN r.payout_id IS NULL THEN e.outcome ELSE 'returned' END AS outcome
  , COALESCE(r.returned_at, e.ended_at) AS ended_at
  , t.step
  , t.rail
  , t.destination
  , t.provider_transfer_id
  , t.reason
  , t.at
FROM payouts AS p
LEFT JOIN payout_ends AS e ON e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id
LEFT JOIN payout_returns AS r ON r.tenant_id = p.tenant_id AND r.payout_id = p.payout_id
LEFT JOIN payout_transfers AS t ON t.tenant_id = p.tenant_id AND t.payout_id = p.payout_id
AND t.step_no = (
    SELECT MAX(s.step_no) FROM payout_transfers AS s
    WHERE s.tenant_id = p.tenant_id AND s.payout_id = p.payout_id
)
WHERE p.paid_at < $1 OR (p.paid_at = $1 AND p.payout_id < $2)
ORDER BY p.paid_at DESC
  , p.payout_id DESC
LIMIT $3
