-- The order of a tenant's changes, and what the platform derives from them. Log, entries, facts and
-- redemptions are append-only (section 146 (4) AO); only a body may be emptied (Art. 17 GDPR).
CREATE TABLE change_log (
    tenant_id TEXT NOT NULL
  , seq INTEGER NOT NULL
  , op TEXT NOT NULL
  -- By name: kinds that this version does not know are kept.
  , entity TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , recorded_at INTEGER NOT NULL
  , actor_id TEXT NOT NULL
  -- NULL when the platform wrote it.
  , device_id TEXT
  , epoch INTEGER NOT NULL
  , dseq INTEGER NOT NULL
  , hash TEXT NOT NULL
  , commitment TEXT NOT NULL
  -- The bit of the scope that may see it.
  , scope_bit INTEGER NOT NULL
  -- A reading of its hybrid clock lay too far ahead and is shown clamped.
  , is_clamped INTEGER NOT NULL
  , received_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, seq)
) STRICT;

CREATE TABLE change_bodies (
    tenant_id TEXT NOT NULL
  , seq INTEGER NOT NULL
  , salt TEXT NOT NULL
  , body TEXT NOT NULL
  , PRIMARY KEY (tenant_id, seq)
) STRICT;

-- The journal of each device as it arrived, with the verdict, so that an answer can be repeated.
CREATE TABLE device_entries (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , epoch INTEGER NOT NULL
  , dseq INTEGER NOT NULL
  , hash TEXT NOT NULL
  -- NULL when it was rejected.
  , seq INTEGER
  , verdict TEXT NOT NULL
  , code TEXT NOT NULL
  , message TEXT NOT NULL
  , PRIMARY KEY (tenant_id, device_id, epoch, dseq)
) STRICT;

CREATE TABLE facts (
    tenant_id TEXT NOT NULL
  , entity TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , seq INTEGER NOT NULL
  , body_hash TEXT NOT NULL
  , PRIMARY KEY (tenant_id, entity, entity_id)
) STRICT;

-- The cards as merged: one row a field.
CREATE TABLE card_fields (
    tenant_id TEXT NOT NULL
  , entity TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , field TEXT NOT NULL
  -- JSON; NULL when the field was emptied.
  , value TEXT
  , hlc INTEGER NOT NULL
  -- The reading of the value that the writer saw and replaced.
  , base INTEGER NOT NULL
  , device_id TEXT NOT NULL
  , PRIMARY KEY (tenant_id, entity, entity_id, field)
) STRICT;

CREATE TABLE document_numbers (
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , entity TEXT NOT NULL
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, number, entity_id)
) STRICT;

CREATE TABLE punch_cards (
    tenant_id TEXT NOT NULL
  , punch_card_id TEXT NOT NULL
  , contact_id TEXT NOT NULL
  , entries INTEGER NOT NULL
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, punch_card_id)
) STRICT;

CREATE TABLE redemptions (
    tenant_id TEXT NOT NULL
  , redemption_id TEXT NOT NULL
  , punch_card_id TEXT NOT NULL
  -- The redemption that this counter-entry takes back.
  , takes_back TEXT
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, redemption_id)
) STRICT;
CREATE INDEX redemptions_by_card ON redemptions (tenant_id, punch_card_id, seq);

CREATE TABLE cases (
    tenant_id TEXT NOT NULL
  , case_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , opened_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, case_id)
) STRICT;

CREATE TRIGGER change_log_no_update BEFORE UPDATE ON change_log
BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER change_log_no_delete BEFORE DELETE ON change_log
BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER change_bodies_only_emptied BEFORE UPDATE ON change_bodies
WHEN NEW.body <> '' OR NEW.salt <> '' OR NEW.tenant_id <> OLD.tenant_id OR NEW.seq <> OLD.seq
BEGIN SELECT RAISE(ABORT, 'a body may only be emptied'); END;
CREATE TRIGGER change_bodies_no_delete BEFORE DELETE ON change_bodies
BEGIN SELECT RAISE(ABORT, 'a body may only be emptied'); END;
CREATE TRIGGER device_entries_no_update BEFORE UPDATE ON device_entries
BEGIN SELECT RAISE(ABORT, 'the journal of a device is append-only'); END;
CREATE TRIGGER device_entries_no_delete BEFORE DELETE ON device_entries
BEGIN SELECT RAISE(ABORT, 'the journal of a device is append-only'); END;
CREATE TRIGGER document_numbers_no_update BEFORE UPDATE ON document_numbers
BEGIN SELECT RAISE(ABORT, 'document numbers are append-only'); END;
CREATE TRIGGER document_numbers_no_delete BEFORE DELETE ON document_numbers
BEGIN SELECT RAISE(ABORT, 'document numbers are append-only'); END;
CREATE TRIGGER cases_no_update BEFORE UPDATE ON cases
BEGIN SELECT RAISE(ABORT, 'cases are append-only'); END;
CREATE TRIGGER cases_no_delete BEFORE DELETE ON cases
BEGIN SELECT RAISE(ABORT, 'cases are append-only'); END;
CREATE TRIGGER facts_no_update BEFORE UPDATE ON facts
BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts
BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;
CREATE TRIGGER redemptions_no_update BEFORE UPDATE ON redemptions
BEGIN SELECT RAISE(ABORT, 'redemptions are append-only'); END;
CREATE TRIGGER redemptions_no_delete BEFORE DELETE ON redemptions
BEGIN SELECT RAISE(ABORT, 'redemptions are append-only'); END;
