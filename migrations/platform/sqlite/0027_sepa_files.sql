-- Recipients that are paid by SEPA transfer: their accounts, and the files that staff hand to the bank.
-- What the bank calls the account of a recipient; empty where there is none.
ALTER TABLE payout_accounts ADD COLUMN iban TEXT NOT NULL DEFAULT '';
ALTER TABLE payout_accounts ADD COLUMN bic TEXT NOT NULL DEFAULT '';
ALTER TABLE payout_accounts ADD COLUMN holder TEXT NOT NULL DEFAULT '';

-- The last number that a file got. The row is locked while payouts are collected, so that two files at once
-- never hold the same one.
CREATE TABLE sepa_file_counters (
    -- MOJO LLC, from whose account is paid.
    tenant_id TEXT NOT NULL
  , last_number INTEGER NOT NULL
  , PRIMARY KEY (tenant_id)
) STRICT;

-- Files for the bank (pain.001.001.09), as they were made.
CREATE TABLE sepa_files (
    -- MOJO LLC.
    tenant_id TEXT NOT NULL
  , file_id TEXT NOT NULL
  -- Counted from 1.
  , number INTEGER NOT NULL
  -- By this the bank knows a file again.
  , message_id TEXT NOT NULL
  -- The day on which the bank is to carry it out.
  , execution_on TEXT NOT NULL
  , debtor_iban TEXT NOT NULL
  , payout_count INTEGER NOT NULL
  -- The control sum, in cents.
  , sum_cents INTEGER NOT NULL
  -- The bytes of the file, and their SHA-256.
  , content TEXT NOT NULL
  , sha256 TEXT NOT NULL
  , created_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, file_id)
) STRICT;
CREATE UNIQUE INDEX sepa_files_by_number ON sepa_files (tenant_id, number);

-- Which payouts a file pays, and to where.
CREATE TABLE sepa_file_payouts (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  -- Counted from 1; above it after files that the bank refused.
  , attempt INTEGER NOT NULL
  , file_id TEXT NOT NULL
  , end_to_end_id TEXT NOT NULL
  , name TEXT NOT NULL
  , iban TEXT NOT NULL
  , bic TEXT NOT NULL
  , amount_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, attempt)
) STRICT;
CREATE UNIQUE INDEX sepa_file_payouts_by_file ON sepa_file_payouts (file_id, tenant_id, payout_id);

-- A file ends once.
CREATE TABLE sepa_file_ends (
    -- MOJO LLC.
    tenant_id TEXT NOT NULL
  , file_id TEXT NOT NULL
  -- confirmed, rejected.
  , outcome TEXT NOT NULL
  -- The bank's day; empty where it refused the file.
  , booked_on TEXT NOT NULL
  -- Why the bank refused it.
  , reason TEXT NOT NULL
  , ended_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, file_id)
) STRICT;

-- A payout stands in one file that the bank has not refused, whatever asks for it.
CREATE TRIGGER sepa_file_payouts_once BEFORE INSERT ON sepa_file_payouts
WHEN EXISTS (
    SELECT 1 FROM sepa_file_payouts AS p
    WHERE p.tenant_id = NEW.tenant_id AND p.payout_id = NEW.payout_id AND NOT EXISTS (
        SELECT 1 FROM sepa_file_ends AS e WHERE e.file_id = p.file_id AND e.outcome = 'rejected'
    )
)
BEGIN SELECT RAISE(ABORT, 'a payout stands in one SEPA file'); END;

CREATE TRIGGER sepa_file_counters_no_delete BEFORE DELETE ON sepa_file_counters
BEGIN SELECT RAISE(ABORT, 'numbers of SEPA files are never deleted'); END;
CREATE TRIGGER sepa_files_no_update BEFORE UPDATE ON sepa_files
BEGIN SELECT RAISE(ABORT, 'SEPA files are append-only'); END;
CREATE TRIGGER sepa_files_no_delete BEFORE DELETE ON sepa_files
BEGIN SELECT RAISE(ABORT, 'SEPA files are append-only'); END;
CREATE TRIGGER sepa_file_payouts_no_update BEFORE UPDATE ON sepa_file_payouts
BEGIN SELECT RAISE(ABORT, 'what a SEPA file pays is append-only'); END;
CREATE TRIGGER sepa_file_payouts_no_delete BEFORE DELETE ON sepa_file_payouts
BEGIN SELECT RAISE(ABORT, 'what a SEPA file pays is append-only'); END;
CREATE TRIGGER sepa_file_ends_no_update BEFORE UPDATE ON sepa_file_ends
BEGIN SELECT RAISE(ABORT, 'the end of a SEPA file is append-only'); END;
CREATE TRIGGER sepa_file_ends_no_delete BEFORE DELETE ON sepa_file_ends
BEGIN SELECT RAISE(ABORT, 'the end of a SEPA file is append-only'); END;
