WHERE (m.state = $1 OR $1 = '')
  AND (m.queued_at < $2 OR (m.queued_at = $2 AND m.mail_id < $3))
ORDER BY m.queued_at DESC
  , m.mail_id DESC
LIMIT $4
