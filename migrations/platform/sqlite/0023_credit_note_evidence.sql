-- The PDF of a credit note as it was issued. It is given out from here and never made again: a later program
-- would make another file.
CREATE TABLE credit_note_files (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , pdf BLOB NOT NULL
  , PRIMARY KEY (tenant_id, number)
) STRICT;

-- Section 14 (2) sentence 2 UStG: a recipient agrees to be settled by credit note, or withdraws from it. The
-- last row counts; it names the contract that holds the agreement (5.4).
CREATE TABLE credit_note_agreements (
    tenant_id TEXT NOT NULL
  -- 1, 2, 3 ... in the order of the tenant's changes.
  , place INTEGER NOT NULL
  , declared_at INTEGER NOT NULL
  , user_id TEXT NOT NULL
  , contract_kind TEXT NOT NULL
  , contract_version TEXT NOT NULL
  -- SHA-256 of the text.
  , contract_sha256 TEXT NOT NULL
  -- 0 or 1.
  , has_agreed INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, place)
) STRICT;

-- Section 14 (2) sentence 3 UStG: the recipient objects, and the credit note is no invoice any more.
CREATE TABLE credit_note_objections (
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , objected_at INTEGER NOT NULL
  , user_id TEXT NOT NULL
  -- May be empty: the law asks for none.
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, number)
) STRICT;

-- What is recorded late for a month stands on one more credit note of that month.
DROP INDEX credit_notes_by_month;

CREATE TRIGGER credit_note_files_no_update BEFORE UPDATE ON credit_note_files
BEGIN SELECT RAISE(ABORT, 'the files of credit notes are append-only'); END;
CREATE TRIGGER credit_note_files_no_delete BEFORE DELETE ON credit_note_files
BEGIN SELECT RAISE(ABORT, 'the files of credit notes are append-only'); END;
CREATE TRIGGER credit_note_agreements_no_update BEFORE UPDATE ON credit_note_agreements
BEGIN SELECT RAISE(ABORT, 'agreements to credit notes are append-only'); END;
CREATE TRIGGER credit_note_agreements_no_delete BEFORE DELETE ON credit_note_agreements
BEGIN SELECT RAISE(ABORT, 'agreements to credit notes are append-only'); END;
CREATE TRIGGER credit_note_objections_no_update BEFORE UPDATE ON credit_note_objections
BEGIN SELECT RAISE(ABORT, 'objections to credit notes are append-only'); END;
CREATE TRIGGER credit_note_objections_no_delete BEFORE DELETE ON credit_note_objections
BEGIN SELECT RAISE(ABORT, 'objections to credit notes are append-only'); END;
