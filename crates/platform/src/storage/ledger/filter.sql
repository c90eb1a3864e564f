  AND (c.ordered_at > $2 OR (c.ordered_at = $2 AND c.commission_id > $3))
  AND c.ordered_at >= $4
  AND c.ordered_at < $5
  AND ($9 = '' OR c.commission_type = $9)
  AND ($10 = '' OR c.billing_country = $10)
  AND ($11 = '' OR c.product_name = $11)
  AND ($12 = '' OR $12 LIKE '%' || c.order_id || '%')
  -- The status as it is shown: one that is frozen is pending (Y5), one that is forfeited refunded.
  AND ($8 = '' OR $8 = CASE
        WHEN c.forfeited_at IS NOT NULL THEN 'refunded'
        WHEN c.base_cents > 0 AND c.refunded_net_cents >= c.base_cents THEN 'refunded'
        WHEN c.settled_as = 'discount' THEN 'paid'
        WHEN c.paid_at IS NOT NULL THEN 'paid'
        WHEN c.approves_at > $7 THEN 'pending'
        WHEN EXISTS (
            SELECT 1 FROM commission_disputes AS d
            WHERE d.tenant_id = c.tenant_id AND d.commission_id = c.commission_id
              AND NOT EXISTS (
                SELECT 1 FROM commission_dispute_settlements AS s
                WHERE s.tenant_id = d.tenant_id AND s.dispute_id = d.dispute_id
              )
        ) THEN 'pending'
        WHEN EXISTS (
            SELECT 1 FROM payment_disputes AS p
            WHERE p.tenant_id = c.tenant_id AND p.order_id = c.order_id
              AND NOT EXISTS (
                SELECT 1 FROM payment_dispute_ends AS e
                WHERE e.tenant_id = p.tenant_id AND e.dispute_id = p.dispute_id
              )
        ) THEN 'pending'
        ELSE 'approved'
    END)
ORDER BY c.ordered_at
  , c.commission_id
LIMIT $6
