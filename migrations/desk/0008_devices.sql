-- Copies noticed by a mark outside the database, greetings that tell a lost answer from a second
-- copy, revocation, and the devices of the practice as last heard.

-- 1: a mark of this identity was written outside. A database from before the marks has none, and
-- is no copy for that.
ALTER TABLE device ADD COLUMN is_marked INTEGER NOT NULL DEFAULT 0;

-- Why an identity ended, and whether people have read it. `former_devices` itself is never changed.
CREATE TABLE identity_changes (
    -- The epoch that ended.
    epoch INTEGER PRIMARY KEY NOT NULL,
    -- `restored`, `elsewhere`, `cloned`, `platform`.
    reason TEXT NOT NULL,
    seen_at INTEGER
) STRICT;

-- Drawn for a greeting and kept until it is answered: the same one again is a lost answer, another
-- one with the same nonce is another copy.
ALTER TABLE sync_state ADD COLUMN attempt TEXT NOT NULL DEFAULT '';

-- What the owner decided about this device: empty, `revoked` or `lost`; and when everything that
-- it still held had been handed over.
ALTER TABLE device ADD COLUMN revocation TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN parted_at INTEGER;

-- The devices of the practice as the platform last listed them, as JSON: to be read offline.
CREATE TABLE listed_devices (
    device_id TEXT PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,
    listed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
