-- Entries that are frozen because the payment of their order is disputed, and the ends of that. Received,
-- never written here.
CREATE TABLE commission_freezes (
    freeze_id TEXT NOT NULL,
    commission_entry_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (freeze_id, commission_entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE commission_freeze_ends (
    freeze_id TEXT PRIMARY KEY NOT NULL,
    -- won, lost.
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER commission_freezes_stay_as_they_are BEFORE UPDATE ON commission_freezes
BEGIN SELECT RAISE(ABORT, 'a freeze is never changed'); END;
CREATE TRIGGER commission_freeze_ends_stay_as_they_are BEFORE UPDATE ON commission_freeze_ends
BEGIN SELECT RAISE(ABORT, 'the end of a freeze is never changed'); END;
-- What the platform decides is forgotten when its order was read anew, and never else.
CREATE TRIGGER commission_freezes_are_kept BEFORE DELETE ON commission_freezes
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'a freeze is never deleted'); END;
CREATE TRIGGER commission_freeze_ends_are_kept BEFORE DELETE ON commission_freeze_ends
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'the end of a freeze is never deleted'); END;
