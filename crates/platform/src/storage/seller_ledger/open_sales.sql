SELECT
    c.tenant_id
  , c.checkout_id
FROM checkouts AS c
WHERE c.state = 'paid' AND c.tenant_id <> $1
AND (c.tenant_id, c.checkout_id) > ($2, $3)
AND NOT EXISTS (
    SELECT 1 FROM checkout_destinations AS d
    WHERE d.tenant_id = c.tenant_id AND d.checkout_id = c.checkout_id
)
AND (
    NOT EXISTS (
        SELECT 1 FROM seller_entries AS s
        WHERE s.tenant_id = c.tenant_id AND s.order_id = c.order_id
    )
    -- Where some of it failed, or the total of the payment says more than its refunds, the program counts.
    OR EXISTS (
        SELECT 1 FROM payment_refund_failures AS x
        WHERE x.tenant_id = c.tenant_id AND x.checkout_id = c.checkout_id
    )
    OR EXISTS (
        SELECT 1 FROM payment_totals AS t
        WHERE t.tenant_id = c.tenant_id AND t.checkout_id = c.checkout_id
        AND t.amount_cents > (
            SELECT COALESCE(SUM(r.amount_cents), 0) FROM payment_refunds AS r
            WHERE r.tenant_id = t.tenant_id AND r.checkout_id = t.checkout_id AND r.kind = 'refund'
        )
    )
    OR c.amount_cents - (
        SELECT COALESCE(SUM(s.gross_cents), 0) FROM seller_entries AS s
        WHERE s.tenant_id = c.tenant_id AND s.order_id = c.order_id
    ) <> (
        SELECT COALESCE(SUM(r.amount_cents), 0) FROM payment_refunds AS r
        WHERE r.tenant_id = c.tenant_id AND r.checkout_id = c.checkout_id
    )
    OR (
        SELECT COALESCE(SUM(s.kept_cents), 0) FROM seller_entries AS s
        WHERE s.tenant_id = c.tenant_id AND s.order_id = c.order_id
    ) <> (
        SELECT COALESCE(SUM(m.amount_cents - m.reversed_cents), 0) FROM order_commissions AS m
        WHERE m.order_id = c.order_id AND m.settled_as <> 'discount'
    )
)
ORDER BY c.tenant_id
  , c.checkout_id
LIMIT $4
