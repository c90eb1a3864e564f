-- What was lost of entries that were still held when their recipient left the platform (C13). Received,
-- never written here.
CREATE TABLE commission_forfeitures (
    commission_entry_id TEXT PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    -- The month in Berlin: 202611.
    period INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    -- deactivated.
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX commission_forfeitures_by_period ON commission_forfeitures (period, currency);

CREATE TRIGGER commission_forfeitures_stay_as_they_are BEFORE UPDATE ON commission_forfeitures
BEGIN SELECT RAISE(ABORT, 'a forfeiture is never changed'); END;
-- What the platform decides is forgotten when its order was read anew, and never else.
CREATE TRIGGER commission_forfeitures_are_kept BEFORE DELETE ON commission_forfeitures
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'a forfeiture is never deleted'); END;
