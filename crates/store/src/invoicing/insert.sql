INSERT INTO invoices
     ( invoice_id, kind, cancels, cancels_number, reason, number, contact_id, recipient
     , recipient_name, seller, actor_id, issued_at, issued_on, service_from, service_to, due_on
     , currency, notes, net_cents, vat_cents, gross_cents, document_sha256
     , register_id, started_at, finished_at, gv_typ, is_training, recorded_on, details
     )
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20
     , $21, $22, $23, $24, $25, $26, $27, $28, $29)
    ON CONFLICT (invoice_id) DO NOTHING
