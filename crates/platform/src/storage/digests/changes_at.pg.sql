SELECT
    l.seq
  , l.op
  , l.entity
  , l.entity_id
  , l.recorded_at
  , l.actor_id
  , l.device_id
  , l.epoch
  , l.dseq
  , l.hash
  , l.commitment
  , l.scope_bit
  , l.is_clamped
  , l.received_at
  , b.salt
  , b.body
FROM change_log l
JOIN change_bodies b
  ON b.tenant_id = l.tenant_id
 AND b.seq = l.seq
WHERE l.tenant_id = $1
  AND l.seq = ANY (ARRAY(SELECT CAST(jsonb_array_elements_text(CAST($2 AS jsonb)) AS BIGINT)))
  AND (l.scope_bit & $3) <> 0
ORDER BY l.seq
