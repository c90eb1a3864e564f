-- The list of devices in the platform's order.
ALTER TABLE listed_devices ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
-- What was handed over is told by the outbox.
ALTER TABLE device DROP COLUMN parted_at;
