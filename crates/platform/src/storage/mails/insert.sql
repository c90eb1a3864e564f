INSERT INTO mails (
    tenant_id
  , mail_id
  , kind
  , language
  , to_address
  , to_name
  , subject
  , body_text
  , body_html
  , has_secret
  , queued_at
  , state
  , due_at
  , attempts
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $11, 0)
ON CONFLICT DO NOTHING
