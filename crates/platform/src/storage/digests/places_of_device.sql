SELECT
    l.seq
  , l.dseq
  , l.hash
  , b.body
FROM change_log l
LEFT JOIN change_bodies b
  ON b.tenant_id = l.tenant_id
 AND b.seq = l.seq
WHERE l.tenant_id = $1
  AND l.device_id = $2
  AND l.epoch = $3
  AND l.dseq >= $4
  AND l.dseq <= $5
