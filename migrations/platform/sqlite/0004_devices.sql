-- Copies, restored platforms, revoked devices, and what the list of devices shows.
-- Drawn by the desk for a greeting: the same one again is a lost answer, another one with the same
-- nonce is a second copy.
ALTER TABLE device_epochs ADD COLUMN attempt TEXT NOT NULL DEFAULT '';
-- The last entry of the journal as the desk said it: what is not held yet waits there.
ALTER TABLE device_epochs ADD COLUMN told_dseq INTEGER NOT NULL DEFAULT 0;
-- The version of the program, as it said.
ALTER TABLE devices ADD COLUMN client TEXT NOT NULL DEFAULT '';
-- Who it was before a copy was noticed.
ALTER TABLE devices ADD COLUMN former_device_id TEXT;
-- 1: lost or stolen; the owner ordered that its database be destroyed at the next contact.
ALTER TABLE devices ADD COLUMN is_lost INTEGER NOT NULL DEFAULT 0;
-- When it had handed over what it still held, and when it said that its database is destroyed.
ALTER TABLE devices ADD COLUMN parted_at INTEGER;
ALTER TABLE devices ADD COLUMN erased_at INTEGER;

-- What a revoked device still held: kept apart from the log until the owner decides.
CREATE TABLE quarantine (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , epoch INTEGER NOT NULL
  , dseq INTEGER NOT NULL
  -- The entry as it was pushed, JSON; emptied when it was taken over, or by an erasure.
  , entry TEXT NOT NULL
  , received_at INTEGER NOT NULL
  -- When the owner let it count.
  , accepted_at INTEGER
  , PRIMARY KEY (tenant_id, device_id, epoch, dseq)
) STRICT;
CREATE TRIGGER quarantine_is_kept BEFORE DELETE ON quarantine
BEGIN SELECT RAISE(ABORT, 'what was handed over is kept'); END;
