SELECT
    d.tenant_id
  , d.dispute_id
  , d.commission_id
  , d.reason
  , d.opened_at
  , c.order_number
  , c.product_name
  , c.commission_type
  , c.amount_cents
  , c.currency
  , s.outcome
  , s.reason AS settled_because
  , s.settled_at
FROM commission_disputes AS d
LEFT JOIN order_commissions AS c
    ON c.tenant_id = d.tenant_id AND c.commission_id = d.commission_id
LEFT JOIN commission_dispute_settlements AS s
    ON s.tenant_id = d.tenant_id AND s.dispute_id = d.dispute_id
WHERE ($1 = '' OR d.tenant_id = $1)
  AND ($2 = '' OR d.dispute_id = $2)
  AND ($3 = 0 OR s.dispute_id IS NULL)
  AND (
    d.opened_at < $5
    OR (d.opened_at = $5 AND d.dispute_id < $6)
    OR (d.opened_at = $5 AND d.dispute_id = $6 AND d.tenant_id < $7)
  )
ORDER BY d.opened_at DESC
  , d.dispute_id DESC
  , d.tenant_id DESC
LIMIT $4
