-- What was compared with the platform, and what came of it. Kept for good: a difference that was
-- repaired is still one that was there.

CREATE TABLE comparisons (
    -- In the order in which they were made: a clock may be set back.
    number INTEGER PRIMARY KEY NOT NULL,
    comparison_id TEXT NOT NULL UNIQUE,
    compared_at INTEGER NOT NULL,
    -- 1: everything; 0: what came since the one before.
    is_full INTEGER NOT NULL,
    -- `equal`, `repaired`, `differs`.
    state TEXT NOT NULL,
    -- The version of the program that compared.
    program TEXT NOT NULL,
    device_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    -- How far journal and order were compared, and in which log.
    dseq INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    log_epoch INTEGER NOT NULL,
    scopes TEXT NOT NULL,
    -- Entries of the own journal, places of the order, cards.
    entries INTEGER NOT NULL,
    places INTEGER NOT NULL,
    cards INTEGER NOT NULL,
    requests INTEGER NOT NULL
) STRICT;

CREATE TABLE comparison_differences (
    comparison_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    -- `journal`, `log`, `cards`.
    part TEXT NOT NULL,
    place TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    -- `missing_here`, `missing_there`, `differs`.
    kind TEXT NOT NULL,
    is_repaired INTEGER NOT NULL,
    -- Why it could not be repaired, a code.
    code TEXT NOT NULL,
    PRIMARY KEY (comparison_id, number)
) STRICT, WITHOUT ROWID;

-- The days of the last full comparison: what the report shows.
CREATE TABLE comparison_days (
    device_id TEXT NOT NULL,
    day TEXT NOT NULL,
    device TEXT NOT NULL,
    comparison_id TEXT NOT NULL,
    -- `{"count", "cents": {"EUR": 0}, "hash"}`; NULL where nothing is held.
    here TEXT,
    there TEXT,
    PRIMARY KEY (device_id, day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER comparisons_stay_update BEFORE UPDATE ON comparisons
BEGIN SELECT RAISE(ABORT, 'what was compared stays on record'); END;
CREATE TRIGGER comparisons_stay_delete BEFORE DELETE ON comparisons
BEGIN SELECT RAISE(ABORT, 'what was compared stays on record'); END;
CREATE TRIGGER comparison_differences_stay_update BEFORE UPDATE ON comparison_differences
BEGIN SELECT RAISE(ABORT, 'what was compared stays on record'); END;
CREATE TRIGGER comparison_differences_stay_delete BEFORE DELETE ON comparison_differences
BEGIN SELECT RAISE(ABORT, 'what was compared stays on record'); END;
