SELECT i.invoice_id, i.kind, i.cancels, i.cancels_number, i.reason, i.number, i.contact_id
     , i.recipient, i.seller, i.actor_id, i.issued_at, i.issued_on, i.service_from, i.service_to
     , i.due_on, i.currency, i.notes, i.net_cents, i.vat_cents, i.gross_cents, i.document_sha256
     , i.register_id, i.started_at, i.finished_at, i.gv_typ, i.is_training, i.recorded_on
     , i.details
     , s.paid_cents, s.open_cents
     , (SELECT c.number FROM invoices c WHERE c.cancels = i.invoice_id LIMIT 1) AS cancelled_by
  FROM invoices i
  JOIN invoice_states s ON s.invoice_id = i.invoice_id
 WHERE i.number = $1
 ORDER BY i.issued_at, i.invoice_id
 LIMIT 1
