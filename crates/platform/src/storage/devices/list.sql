SELECT
    device_id
  , name
  , enrolled_at
  , revoked_at
  , is_lost
  , parted_at
  , erased_at
  , client
  , former_device_id
FROM devices
WHERE tenant_id = $1
ORDER BY enrolled_at
  , device_id
