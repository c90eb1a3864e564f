SELECT
    v.event_id
  , v.kind
  , v.payment_id
  , v.seller_tenant_id
  , v.checkout_id
  , v.amount_cents
  , v.currency
  , v.reference
  , v.happened_at
  , v.received_at
FROM payment_events AS v
LEFT JOIN payment_event_ends AS e ON e.tenant_id = v.tenant_id AND e.event_id = v.event_id
WHERE v.tenant_id = $1
  AND v.payment_id = $2
  AND (
    e.event_id IS NULL
    -- Given up: another event of the payment may say whose it is.
    OR (
        e.reason = 'no checkout claims the payment ' || v.payment_id
        AND NOT EXISTS (
            SELECT 1 FROM payment_event_later_ends AS l
            WHERE l.tenant_id = v.tenant_id AND l.event_id = v.event_id
        )
    )
  )
ORDER BY v.happened_at, v.event_id
