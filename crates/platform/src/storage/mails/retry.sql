UPDATE mails
SET state = 'waiting'
  , due_at = $3
  , ended_at = NULL
WHERE tenant_id = $1
  AND mail_id = $2
  AND state IN ('waiting', 'refused', 'given_up')
  AND (has_secret = 0 OR body_text <> '')
  -- An attempt whose lease is whole and of which nothing was heard is under way.
  AND (
        state <> 'waiting'
        OR due_at <= $3
        OR attempts = 0
        OR EXISTS (
            SELECT 1
            FROM mail_attempts a
            WHERE a.tenant_id = mails.tenant_id
              AND a.mail_id = mails.mail_id
              AND a.attempt_no = mails.attempts
        )
  )
