-- By how much people corrected entries whose recipient was right to dispute them (Y5). Received, never
-- written here.
CREATE TABLE commission_corrections (
    dispute_id TEXT PRIMARY KEY NOT NULL,
    commission_entry_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- The month in Berlin: 202611.
    period INTEGER NOT NULL,
    -- Above zero: owed in addition; below: taken back.
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX commission_corrections_by_period ON commission_corrections (period, currency);

CREATE TRIGGER commission_corrections_stay_as_they_are BEFORE UPDATE ON commission_corrections
BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
-- What the platform decides is forgotten when its order was read anew, and never else.
CREATE TRIGGER commission_corrections_are_kept BEFORE DELETE ON commission_corrections
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
