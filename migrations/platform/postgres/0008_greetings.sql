-- The log epoch in which the device was heard last: less than the tenant's, and the platform was
-- restored from a backup since, so that its nonces prove nothing until the next greeting.
ALTER TABLE device_epochs ADD COLUMN greeted_log_epoch BIGINT NOT NULL DEFAULT 0;
-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
UPDATE device_epochs
SET greeted_log_epoch = (
    SELECT t.log_epoch FROM tenants AS t WHERE t.tenant_id = device_epochs.tenant_id
);
RESET ROLE;
