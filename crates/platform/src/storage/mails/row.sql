SELECT
    m.tenant_id
  , m.mail_id
  , m.kind
  , m.language
  , m.to_address
  , m.to_name
  , m.subject
  , m.body_text
  , m.body_html
  , m.queued_at
  , m.state
  , m.due_at
  , m.attempts
  , m.ended_at
  , (
        SELECT a.answer
        FROM mail_attempts a
        WHERE a.tenant_id = m.tenant_id
          AND a.mail_id = m.mail_id
        ORDER BY a.attempt_no DESC
        LIMIT 1
    ) AS answer
FROM mails m
