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
  , last_number BIGINT NOT NULL
  , PRIMARY KEY (tenant_id)
);

-- Files for the bank (pain.001.001.09), as they were made.
CREATE TABLE sepa_files (
    -- MOJO LLC.
    tenant_id TEXT NOT NULL
  , file_id TEXT NOT NULL
  -- Counted from 1.
  , number BIGINT NOT NULL
  -- By this the bank knows a file again.
  , message_id TEXT NOT NULL
  -- The day on which the bank is to carry it out.
  , execution_on TEXT NOT NULL
  , debtor_iban TEXT NOT NULL
  , payout_count BIGINT NOT NULL
  -- The control sum, in cents.
  , sum_cents BIGINT NOT NULL
  -- The bytes of the file, and their SHA-256.
  , content TEXT NOT NULL
  , sha256 TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, file_id)
);
CREATE UNIQUE INDEX sepa_files_by_number ON sepa_files (tenant_id, number);

-- Which payouts a file pays, and to where.
CREATE TABLE sepa_file_payouts (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  -- Counted from 1; above it after files that the bank refused.
  , attempt BIGINT NOT NULL
  , file_id TEXT NOT NULL
  , end_to_end_id TEXT NOT NULL
  , name TEXT NOT NULL
  , iban TEXT NOT NULL
  , bic TEXT NOT NULL
  , amount_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, attempt)
);
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
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, file_id)
);

-- A payout stands in one file that the bank has not refused, whatever asks for it.
CREATE FUNCTION refuse_second_sepa_file() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM sepa_file_payouts AS p
        WHERE p.tenant_id = NEW.tenant_id AND p.payout_id = NEW.payout_id AND NOT EXISTS (
            SELECT 1 FROM sepa_file_ends AS e WHERE e.file_id = p.file_id AND e.outcome = 'rejected'
        )
    ) THEN
        RAISE EXCEPTION 'a payout stands in one SEPA file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sepa_file_payouts_once BEFORE INSERT ON sepa_file_payouts FOR EACH ROW
EXECUTE FUNCTION refuse_second_sepa_file();

CREATE TRIGGER sepa_file_counters_no_delete BEFORE DELETE ON sepa_file_counters FOR EACH ROW
EXECUTE FUNCTION refuse_change('numbers of SEPA files are never deleted');
CREATE TRIGGER sepa_files_no_update BEFORE UPDATE ON sepa_files FOR EACH ROW
EXECUTE FUNCTION refuse_change('SEPA files are append-only');
CREATE TRIGGER sepa_files_no_delete BEFORE DELETE ON sepa_files FOR EACH ROW
EXECUTE FUNCTION refuse_change('SEPA files are append-only');
CREATE TRIGGER sepa_file_payouts_no_update BEFORE UPDATE ON sepa_file_payouts FOR EACH ROW
EXECUTE FUNCTION refuse_change('what a SEPA file pays is append-only');
CREATE TRIGGER sepa_file_payouts_no_delete BEFORE DELETE ON sepa_file_payouts FOR EACH ROW
EXECUTE FUNCTION refuse_change('what a SEPA file pays is append-only');
CREATE TRIGGER sepa_file_ends_no_update BEFORE UPDATE ON sepa_file_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the end of a SEPA file is append-only');
CREATE TRIGGER sepa_file_ends_no_delete BEFORE DELETE ON sepa_file_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the end of a SEPA file is append-only');

DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'sepa_file_counters', 'sepa_files', 'sepa_file_payouts', 'sepa_file_ends'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format(
            'CREATE POLICY tenant_wall ON %I TO mojo_tenant'
            || ' USING (tenant_id = current_setting(''app.tenant_id''))'
            || ' WITH CHECK (tenant_id = current_setting(''app.tenant_id''))', walled);
        EXECUTE format(
            'CREATE POLICY whole_ledger ON %I TO mojo_ledger'
            || ' USING (true) WITH CHECK (true)', walled);
    END LOOP;
END $$;
-- The files are the platform's own; a recipient sees its payouts.
GRANT SELECT, INSERT ON sepa_files, sepa_file_payouts, sepa_file_ends TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE ON sepa_file_counters TO mojo_ledger;
