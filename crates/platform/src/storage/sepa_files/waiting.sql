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
  , COALESCE(a.iban, '') AS iban
  , COALESCE(a.bic, '') AS bic
  , COALESCE(a.holder, '') AS holder
  , (
        SELECT COUNT(*) FROM sepa_file_payouts AS f
        WHERE f.tenant_id = p.tenant_id AND f.payout_id = p.payout_id
    ) AS attempts
FROM payouts AS p
INNER JOIN payout_transfers AS t ON t.tenant_id = p.tenant_id AND t.payout_id = p.payout_id
AND t.step_no = 1 AND t.rail = 'sepa_manual'
LEFT JOIN payout_accounts AS a ON a.tenant_id = p.tenant_id
WHERE NOT EXISTS (
    SELECT 1 FROM payout_ends AS e
    WHERE e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id
)
AND NOT EXISTS (
    SELECT 1 FROM sepa_file_payouts AS f
    WHERE f.tenant_id = p.tenant_id AND f.payout_id = p.payout_id AND NOT EXISTS (
        SELECT 1 FROM sepa_file_ends AS x
        WHERE x.file_id = f.file_id AND x.outcome IN ('rejected', 'void')
    )
)
ORDER BY p.tenant_id
  , p.payout_id
