-- Unpaid entries: all, approved at the instant, and disputed (the entry itself, or the payment of its order).
SELECT COUNT(*) AS entries
  , CAST(COALESCE(SUM(CASE WHEN unsettled.commission_id IS NULL AND c.approves_at <= $1
        THEN 1 ELSE 0 END), 0) AS BIGINT) AS approved
  , COUNT(unsettled.commission_id) AS disputed
FROM order_commissions AS c
LEFT JOIN (
    SELECT d.tenant_id, d.commission_id FROM commission_disputes AS d
    WHERE NOT EXISTS (
        SELECT 1 FROM commission_dispute_settlements AS s
        WHERE s.tenant_id = d.tenant_id AND s.dispute_id = d.dispute_id
    )
    UNION
    SELECT o.tenant_id, o.commission_id FROM payment_disputes AS p
    JOIN order_commissions AS o ON o.tenant_id = p.tenant_id AND o.order_id = p.order_id
    WHERE NOT EXISTS (
        SELECT 1 FROM payment_dispute_ends AS e
        WHERE e.tenant_id = p.tenant_id AND e.dispute_id = p.dispute_id
    )
) AS unsettled ON unsettled.tenant_id = c.tenant_id AND unsettled.commission_id = c.commission_id
WHERE c.settled_as = 'payout' AND c.paid_at IS NULL AND c.forfeited_at IS NULL
AND c.refunded_net_cents < c.base_cents
