SELECT
    device_id
  , epoch
  , code
  , head_dseq
  , head_hash
  , nonce
  , previous_nonce
  , attempt
  , greeted_log_epoch
  , told_dseq
  , last_seen_at
FROM device_epochs
WHERE tenant_id = $1
ORDER BY device_id
  , epoch
