-- What the sync needs beside the spine: former identities, and the memory of edits under way.

-- Who this installation was before a second copy of it was noticed: the chain of each former epoch
-- begins at the genesis of its own device id.
CREATE TABLE former_devices (
    epoch INTEGER PRIMARY KEY NOT NULL,
    device_id TEXT NOT NULL,
    number_code TEXT NOT NULL,
    head_dseq INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    ended_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER former_devices_stay_update BEFORE UPDATE ON former_devices
BEGIN SELECT RAISE(ABORT, 'a former identity is part of the journal (GoBD)'); END;
CREATE TRIGGER former_devices_stay_delete BEFORE DELETE ON former_devices
BEGIN SELECT RAISE(ABORT, 'a former identity is part of the journal (GoBD)'); END;

-- What the fields of a card were before an edit that has no verdict yet.
CREATE TABLE outbox_undo (
    epoch INTEGER NOT NULL,
    dseq INTEGER NOT NULL,
    entity TEXT NOT NULL,
    card_id TEXT NOT NULL,
    -- `{"field": [value, hlc, device, base] | null}`.
    fields TEXT NOT NULL,
    PRIMARY KEY (epoch, dseq)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_undo_by_card ON outbox_undo (entity, card_id);
