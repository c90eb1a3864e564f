SELECT
    c.tenant_id
  , c.provider_payment_id
  , c.currency
  , c.amount_cents
FROM checkouts AS c
WHERE c.state = 'paid' AND c.tenant_id <> $1
AND NOT EXISTS (
    SELECT 1 FROM checkout_destinations AS d
    WHERE d.tenant_id = c.tenant_id AND d.checkout_id = c.checkout_id
)
AND NOT EXISTS (
    SELECT 1 FROM seller_entries AS s
    WHERE s.tenant_id = c.tenant_id AND s.order_id = c.order_id
)
AND NOT EXISTS (
    SELECT 1 FROM internal_facts AS f
    WHERE f.subject_id = c.order_id AND f.done_at IS NULL
)
ORDER BY c.paid_at
  , c.checkout_id
LIMIT $2
