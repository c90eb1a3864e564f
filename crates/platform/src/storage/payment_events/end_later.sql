INSERT INTO payment_event_later_ends (
    tenant_id
  , event_id
  , outcome
  , ended_at
  , reason
)
SELECT
    v.tenant_id
  , v.event_id
  , CAST($3 AS TEXT)
  , CAST($4 AS BIGINT)
  , CAST($5 AS TEXT)
FROM payment_events AS v
INNER JOIN payment_event_ends AS e ON e.tenant_id = v.tenant_id AND e.event_id = v.event_id
WHERE v.tenant_id = $1
  AND v.event_id = $2
  AND e.reason = 'no checkout claims the payment ' || v.payment_id
  AND e.reason <> CAST($5 AS TEXT)
ON CONFLICT DO NOTHING
