INSERT INTO invoice_states
     ( invoice_id, contact_id, due_on, currency, gross_cents, paid_cents, is_settled )
VALUES ( $1, $2, $3, $4, $5
     , (SELECT coalesce(sum(amount_cents + discount_cents), 0) FROM invoice_payments WHERE invoice_id = $1)
     , CASE WHEN $6 = 1 OR EXISTS (SELECT 1 FROM invoices WHERE cancels = $1) THEN 1 ELSE 0 END
     )
    ON CONFLICT (invoice_id) DO NOTHING
