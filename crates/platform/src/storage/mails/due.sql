WHERE m.state = 'waiting'
  AND m.due_at <= $1
ORDER BY m.due_at
  , m.mail_id
LIMIT $2
