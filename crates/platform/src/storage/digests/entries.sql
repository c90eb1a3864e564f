SELECT
    e.dseq
  , e.hash
  , l.entity
  , l.recorded_at
  , b.body
FROM device_entries e
LEFT JOIN change_log l
  ON l.tenant_id = e.tenant_id
 AND l.seq = e.seq
LEFT JOIN change_bodies b
  ON b.tenant_id = e.tenant_id
 AND b.seq = e.seq
WHERE e.tenant_id = $1
  AND e.device_id = $2
  AND e.epoch = $3
  AND e.dseq > $4
  AND e.dseq <= $5
ORDER BY e.dseq
LIMIT $6
