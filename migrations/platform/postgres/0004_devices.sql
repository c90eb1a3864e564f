-- Copies, restored platforms, revoked devices, and what the list of devices shows.
-- Drawn by the desk for a greeting: the same one again is a lost answer, another one with the same
-- nonce is a second copy.
ALTER TABLE device_epochs ADD COLUMN attempt TEXT NOT NULL DEFAULT '';
-- The last entry of the journal as the desk said it: what is not held yet waits there.
ALTER TABLE device_epochs ADD COLUMN told_dseq BIGINT NOT NULL DEFAULT 0;
-- The version of the program, as it said.
ALTER TABLE devices ADD COLUMN client TEXT NOT NULL DEFAULT '';
-- Who it was before a copy was noticed.
ALTER TABLE devices ADD COLUMN former_device_id TEXT;
-- 1: lost or stolen; the owner ordered that its database be destroyed at the next contact.
ALTER TABLE devices ADD COLUMN is_lost BIGINT NOT NULL DEFAULT 0;
-- When it had handed over what it still held, and when it said that its database is destroyed.
ALTER TABLE devices ADD COLUMN parted_at BIGINT;
ALTER TABLE devices ADD COLUMN erased_at BIGINT;

-- What a revoked device still held: kept apart from the log until the owner decides.
CREATE TABLE quarantine (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , epoch BIGINT NOT NULL
  , dseq BIGINT NOT NULL
  -- The entry as it was pushed, JSON; emptied when it was taken over, or by an erasure.
  , entry TEXT NOT NULL
  , received_at BIGINT NOT NULL
  -- When the owner let it count.
  , accepted_at BIGINT
  , PRIMARY KEY (tenant_id, device_id, epoch, dseq)
);
CREATE TRIGGER quarantine_is_kept BEFORE DELETE ON quarantine FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was handed over is kept');

ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON quarantine TO mojo_tenant
USING (tenant_id = current_setting('app.tenant_id'))
WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON quarantine TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON quarantine TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON quarantine TO mojo_tenant;
