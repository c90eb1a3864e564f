WHERE (m.state = $1 OR $1 = '')
ORDER BY m.queued_at DESC
  , m.mail_id DESC
LIMIT $2 OFFSET $3
