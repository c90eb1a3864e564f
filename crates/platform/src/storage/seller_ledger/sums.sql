SELECT
    a.currency
  , a.place
  , CAST(SUM(a.amount_cents) AS BIGINT) AS cents
FROM (
    SELECT
        s.currency
      , s.amount_cents
      , CASE
            WHEN EXISTS (
                SELECT 1 FROM payment_disputes AS d
                WHERE d.tenant_id = s.tenant_id AND d.order_id = s.order_id
                AND NOT EXISTS (
                    SELECT 1 FROM payment_dispute_ends AS n
                    WHERE n.tenant_id = d.tenant_id AND n.dispute_id = d.dispute_id
                )
            ) THEN 'frozen'
            WHEN s.due_at > $2 THEN 'in_hold'
            ELSE 'due'
        END AS place
    FROM seller_entries AS s
    WHERE s.tenant_id = $1
    AND NOT EXISTS (
        SELECT 1 FROM seller_payout_entries AS p
        WHERE p.tenant_id = s.tenant_id AND p.order_id = s.order_id AND p.line_no = s.line_no
        AND p.entry_no = s.entry_no
        AND NOT EXISTS (
            SELECT 1 FROM payout_ends AS e
            WHERE e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id
            AND e.outcome = 'released'
        )
    )
    UNION ALL
    SELECT
        p.currency
      , p.amount_cents
      , CASE WHEN e.outcome IS NULL THEN 'in_transfer' ELSE 'paid' END AS place
    FROM payouts AS p
    LEFT JOIN payout_ends AS e ON e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id
    WHERE p.tenant_id = $1 AND p.kind = 'sales' AND (e.outcome IS NULL OR e.outcome = 'paid')
    UNION ALL
    SELECT
        r.currency
      , -r.amount_cents AS amount_cents
      , 'paid' AS place
    FROM payout_returns AS r
    JOIN payouts AS p ON p.tenant_id = r.tenant_id AND p.payout_id = r.payout_id
    WHERE r.tenant_id = $1 AND p.kind = 'sales'
) AS a
GROUP BY a.currency
  , a.place
