-- The PDF of a credit note as it was issued. It is given out from here and never made again: a later program
-- would make another file.
CREATE TABLE credit_note_files (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , pdf BYTEA NOT NULL
  , PRIMARY KEY (tenant_id, number)
);

-- Section 14 (2) sentence 2 UStG: a recipient agrees to be settled by credit note, or withdraws from it. The
-- last row counts; it names the contract that holds the agreement (5.4).
CREATE TABLE credit_note_agreements (
    tenant_id TEXT NOT NULL
  -- 1, 2, 3 ... in the order of the tenant's changes.
  , place BIGINT NOT NULL
  , declared_at BIGINT NOT NULL
  , user_id TEXT NOT NULL
  , contract_kind TEXT NOT NULL
  , contract_version TEXT NOT NULL
  -- SHA-256 of the text.
  , contract_sha256 TEXT NOT NULL
  -- 0 or 1.
  , has_agreed BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, place)
);

-- Section 14 (2) sentence 3 UStG: the recipient objects, and the credit note is no invoice any more.
CREATE TABLE credit_note_objections (
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , objected_at BIGINT NOT NULL
  , user_id TEXT NOT NULL
  -- May be empty: the law asks for none.
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, number)
);

-- What is recorded late for a month stands on one more credit note of that month.
DROP INDEX credit_notes_by_month;

CREATE TRIGGER credit_note_files_no_update BEFORE UPDATE ON credit_note_files FOR EACH ROW
EXECUTE FUNCTION refuse_change('the files of credit notes are append-only');
CREATE TRIGGER credit_note_files_no_delete BEFORE DELETE ON credit_note_files FOR EACH ROW
EXECUTE FUNCTION refuse_change('the files of credit notes are append-only');
CREATE TRIGGER credit_note_agreements_no_update BEFORE UPDATE ON credit_note_agreements FOR EACH ROW
EXECUTE FUNCTION refuse_change('agreements to credit notes are append-only');
CREATE TRIGGER credit_note_agreements_no_delete BEFORE DELETE ON credit_note_agreements FOR EACH ROW
EXECUTE FUNCTION refuse_change('agreements to credit notes are append-only');
CREATE TRIGGER credit_note_objections_no_update BEFORE UPDATE ON credit_note_objections FOR EACH ROW
EXECUTE FUNCTION refuse_change('objections to credit notes are append-only');
CREATE TRIGGER credit_note_objections_no_delete BEFORE DELETE ON credit_note_objections FOR EACH ROW
EXECUTE FUNCTION refuse_change('objections to credit notes are append-only');

ALTER TABLE credit_note_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_note_files FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON credit_note_files TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON credit_note_files TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON credit_note_files TO mojo_tenant;
GRANT SELECT, INSERT ON credit_note_files TO mojo_ledger;

ALTER TABLE credit_note_agreements ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_note_agreements FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON credit_note_agreements TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON credit_note_agreements TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON credit_note_agreements TO mojo_tenant;
GRANT SELECT ON credit_note_agreements TO mojo_ledger;

ALTER TABLE credit_note_objections ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_note_objections FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON credit_note_objections TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON credit_note_objections TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON credit_note_objections TO mojo_tenant;
GRANT SELECT ON credit_note_objections TO mojo_ledger;
