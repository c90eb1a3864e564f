SELECT
    event_id
  , kind
  , payment_id
  , seller_tenant_id
  , checkout_id
  , amount_cents
  , currency
  , reference
  , happened_at
  , ended_at
  , reason
  , is_settled
  , settled_because
  , settled_at
FROM (
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
      , COALESCE(l.ended_at, e.ended_at) AS ended_at
      , COALESCE(l.reason, e.reason) AS reason
      , COALESCE(l.outcome, e.outcome) AS outcome
      , CASE WHEN s.event_id IS NULL THEN 0 ELSE 1 END AS is_settled
      , s.reason AS settled_because
      , s.settled_at
    FROM payment_events AS v
    INNER JOIN payment_event_ends AS e
        ON e.tenant_id = v.tenant_id AND e.event_id = v.event_id
    LEFT JOIN payment_event_later_ends AS l
        ON l.tenant_id = v.tenant_id AND l.event_id = v.event_id
    LEFT JOIN payment_event_settlements AS s
        ON s.tenant_id = v.tenant_id AND s.event_id = v.event_id
    WHERE v.tenant_id = $1
) AS told
WHERE outcome = 'problem'
  AND ($2 = '' OR event_id = $2)
  AND (
    is_settled > $3
    OR (is_settled = $3 AND (ended_at < $4 OR (ended_at = $4 AND event_id < $5)))
  )
ORDER BY is_settled, ended_at DESC, event_id DESC
LIMIT $6
