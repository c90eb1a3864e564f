-- From a payout to the one that carries it now: what came back is carried by a later one, which may come
-- back, too.
WITH RECURSIVE carried AS (
    SELECT
        f.payout_id
      , f.payout_id AS last_id
    FROM payouts AS f
    WHERE f.tenant_id = $1 AND f.kind = 'sales'
    UNION ALL
    SELECT
        b.payout_id
      , c.payout_id AS last_id
    FROM carried AS b
    JOIN payout_return_carriers AS c ON c.tenant_id = $1 AND c.returned_payout_id = b.last_id
    WHERE NOT EXISTS (
        SELECT 1 FROM payout_ends AS x
        WHERE x.tenant_id = c.tenant_id AND x.payout_id = c.payout_id AND x.outcome = 'released'
    )
)

, held AS (
    SELECT
        b.payout_id
      , b.last_id
      , CASE
            WHEN r.payout_id IS NOT NULL THEN 'returned'
            WHEN e.payout_id IS NOT NULL THEN 'paid'
            ELSE 'in_transfer'
        END AS place
    FROM carried AS b
    LEFT JOIN payout_ends AS e ON e.tenant_id = $1 AND e.payout_id = b.last_id
    LEFT JOIN payout_returns AS r ON r.tenant_id = $1 AND r.payout_id = b.last_id
    WHERE NOT EXISTS (
        SELECT 1 FROM payout_return_carriers AS c
        WHERE c.tenant_id = $1 AND c.returned_payout_id = b.last_id
        AND NOT EXISTS (
            SELECT 1 FROM payout_ends AS x
            WHERE x.tenant_id = c.tenant_id AND x.payout_id = c.payout_id
            AND x.outcome = 'released'
        )
    )
)

SELECT
    s.order_id
  , s.line_no
  , s.entry_no
  , s.reason
  , s.gross_cents
  , s.vat_cents
  , s.kept_cents
  , s.currency
  , s.due_at
  , s.booked_at
  , o.order_number
  , l.product_name
  , h.last_id AS payout_id
  , CASE
        WHEN h.place IS NOT NULL THEN h.place
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
JOIN orders AS o ON o.tenant_id = s.tenant_id AND o.order_id = s.order_id
JOIN order_lines AS l
    ON l.tenant_id = s.tenant_id AND l.order_id = s.order_id AND l.line_no = s.line_no
LEFT JOIN seller_payout_entries AS p
    ON p.tenant_id = s.tenant_id AND p.order_id = s.order_id AND p.line_no = s.line_no
    AND p.entry_no = s.entry_no
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS r
        WHERE r.tenant_id = p.tenant_id AND r.payout_id = p.payout_id AND r.outcome = 'released'
    )
LEFT JOIN held AS h ON h.payout_id = p.payout_id
WHERE s.tenant_id = $1
AND (s.booked_at, s.order_id, s.line_no, s.entry_no) < ($3, $4, $5, $6)
ORDER BY s.booked_at DESC
  , s.order_id DESC
  , s.line_no DESC
  , s.entry_no DESC
LIMIT $7
