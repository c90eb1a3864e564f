WHERE m.mail_id = $1
