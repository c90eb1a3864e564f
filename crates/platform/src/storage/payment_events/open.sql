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
  AND (v.received_at > $2 OR (v.received_at = $2 AND v.event_id > $3))
  AND (
    e.event_id IS NULL
    -- Given up, and its payment has been taken since.
    OR (
        e.reason = 'no checkout claims the payment ' || v.payment_id
        AND NOT EXISTS (
            SELECT 1 FROM payment_event_later_ends AS l
            WHERE l.tenant_id = v.tenant_id AND l.event_id = v.event_id
        )
        AND (
            EXISTS (
                SELECT 1 FROM payment_events AS p
                INNER JOIN payment_event_ends AS pe
                    ON pe.tenant_id = p.tenant_id AND pe.event_id = p.event_id
                WHERE p.tenant_id = v.tenant_id AND p.payment_id = v.payment_id
                  AND p.kind = 'payment_intent.succeeded'
                  AND (
                    pe.reason <> 'no checkout claims the payment ' || p.payment_id
                    OR EXISTS (
                        SELECT 1 FROM payment_event_later_ends AS pl
                        WHERE pl.tenant_id = p.tenant_id AND pl.event_id = p.event_id
                    )
                  )
            )
            -- Of a subscription: the invoice was told, not the payment.
            OR EXISTS (
                SELECT 1 FROM subscription_events AS s
                INNER JOIN subscription_event_ends AS se
                    ON se.tenant_id = s.tenant_id AND se.event_id = s.event_id
                WHERE s.tenant_id = v.tenant_id AND s.payment_id = v.payment_id
                  AND s.kind = 'invoice.paid' AND se.outcome = 'done'
            )
        )
    )
  )
ORDER BY v.received_at, v.event_id
LIMIT $4
