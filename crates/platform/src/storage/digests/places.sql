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
  AND l.seq >= $2
  AND l.seq <= $3
