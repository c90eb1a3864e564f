-- The spine: who this device is, its journal with the bodies apart, the outbox, what was pulled.

CREATE TABLE device (
    only_row INTEGER PRIMARY KEY NOT NULL CHECK (only_row = 1),
    device_id TEXT NOT NULL,
    -- Grows when a copy or a restored backup was noticed; each epoch has its own chain and code.
    epoch INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- In document numbers; given by the platform, drawn by the desk before it is enrolled.
    number_code TEXT NOT NULL,
    is_enrolled INTEGER NOT NULL,
    tenant_id TEXT NOT NULL,
    register_id TEXT NOT NULL,
    country TEXT NOT NULL,
    head_dseq INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    last_hlc INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE journal (
    epoch INTEGER NOT NULL,
    dseq INTEGER NOT NULL,
    op TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    commitment TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (epoch, dseq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only (GoBD)'); END;
CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only (GoBD)'); END;

-- Salt and body stand apart: the only place that an erasure (Art. 17 GDPR) may empty.
CREATE TABLE journal_bodies (
    epoch INTEGER NOT NULL,
    dseq INTEGER NOT NULL,
    salt BLOB,
    body TEXT,
    PRIMARY KEY (epoch, dseq)
) STRICT;

CREATE TRIGGER journal_bodies_may_only_be_emptied BEFORE UPDATE ON journal_bodies
WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.epoch <> OLD.epoch OR NEW.dseq <> OLD.dseq
BEGIN SELECT RAISE(ABORT, 'a body may only be emptied'); END;
CREATE TRIGGER journal_bodies_stay BEFORE DELETE ON journal_bodies
BEGIN SELECT RAISE(ABORT, 'journal bodies are never deleted'); END;

-- What the platform has not acknowledged yet; points to the journal, holds no copy.
CREATE TABLE outbox (
    epoch INTEGER NOT NULL,
    dseq INTEGER NOT NULL,
    PRIMARY KEY (epoch, dseq)
) STRICT, WITHOUT ROWID;

-- Verdicts that people should see: edits that did not stand, facts that were quarantined.
CREATE TABLE outbox_verdicts (
    epoch INTEGER NOT NULL,
    dseq INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (epoch, dseq)
) STRICT, WITHOUT ROWID;

-- One row: where we stand with the platform.
CREATE TABLE sync_state (
    only_row INTEGER PRIMARY KEY NOT NULL CHECK (only_row = 1),
    cursor TEXT NOT NULL,
    log_epoch INTEGER NOT NULL,
    nonce TEXT NOT NULL,
    acked_dseq INTEGER NOT NULL,
    acked_hash TEXT NOT NULL,
    last_sync_at INTEGER,
    last_attempt_at INTEGER,
    offline_since INTEGER,
    last_error TEXT NOT NULL
) STRICT;

-- What came from the platform, in its order. Cards keep no body here: their state is in `cards`.
CREATE TABLE pulled (
    seq INTEGER PRIMARY KEY NOT NULL,
    op TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    device_id TEXT,
    epoch INTEGER NOT NULL,
    dseq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    body TEXT,
    received_at INTEGER NOT NULL,
    -- 0: of a kind that a newer version knows; replayed after the upgrade.
    is_known INTEGER NOT NULL
) STRICT;
CREATE INDEX pulled_by_entity ON pulled (entity, entity_id);

-- Things edited in several places: each field with its value, and the stamp of its last write.
-- `stamps` is `{"*": [hlc, device], "field": [hlc, device]}`; "*" holds for all fields not named.
CREATE TABLE cards (
    entity TEXT NOT NULL,
    card_id TEXT NOT NULL,
    fields TEXT NOT NULL,
    stamps TEXT NOT NULL,
    PRIMARY KEY (entity, card_id)
) STRICT, WITHOUT ROWID;

-- Free text that lost against another: kept, never dropped.
CREATE TABLE card_notes_kept (
    entity TEXT NOT NULL,
    card_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (entity, card_id, field, hlc, device_id)
) STRICT, WITHOUT ROWID;

-- Small values of this installation: who is signed in, the token where there is no keychain.
CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Number ranges (Nummernkreise): the last number given per range and Berlin year.
CREATE TABLE number_ranges (
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    code TEXT NOT NULL,
    last_number INTEGER NOT NULL,
    PRIMARY KEY (prefix, year, code)
) STRICT, WITHOUT ROWID;

-- Issued documents, kept as bytes and found by their hash.
CREATE TABLE documents (
    sha256 TEXT PRIMARY KEY NOT NULL,
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    kept_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER documents_are_kept_update BEFORE UPDATE ON documents
BEGIN SELECT RAISE(ABORT, 'issued documents are kept as they are'); END;
CREATE TRIGGER documents_are_kept_delete BEFORE DELETE ON documents
BEGIN SELECT RAISE(ABORT, 'issued documents are kept as they are'); END;
