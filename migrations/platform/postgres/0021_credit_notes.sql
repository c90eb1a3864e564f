-- What decides which credit note a recipient gets (Y3): who it is and how it is taxed. The row of MOJO LLC
-- says who makes the credit notes out.
CREATE TABLE recipient_tax_profiles (
    tenant_id TEXT NOT NULL
  , name TEXT NOT NULL
  , street TEXT NOT NULL
  , postal_code TEXT NOT NULL
  , city TEXT NOT NULL
  -- ISO 3166-1 alpha-2.
  , country TEXT NOT NULL
  -- Empty where there is none.
  , tax_number TEXT NOT NULL
  , vat_id TEXT NOT NULL
  , iban TEXT NOT NULL
  -- 0 or 1: a business; Kleinunternehmer (section 19 UStG); agrees to be settled by credit note.
  , is_business BIGINT NOT NULL
  , is_small_business BIGINT NOT NULL
  , has_agreed BIGINT NOT NULL
  , updated_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id)
);

-- The last number given in a Berlin year. The row is locked while a credit note gets its number, so that
-- there is no gap and none is given twice.
CREATE TABLE credit_note_counters (
    -- MOJO LLC, whose range it is.
    tenant_id TEXT NOT NULL
  , year BIGINT NOT NULL
  , last_number BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, year)
);

-- Self-billing credit notes and their corrections.
CREATE TABLE credit_notes (
    -- The recipient.
    tenant_id TEXT NOT NULL
  -- GS-2026-000042.
  , number TEXT NOT NULL
  , month TEXT NOT NULL
  , currency TEXT NOT NULL
  -- The number that it corrects; empty in a credit note.
  , corrects TEXT NOT NULL
  -- JSON: all that stands on it.
  , body TEXT NOT NULL
  -- SHA-256 of the PDF.
  , pdf_hash TEXT NOT NULL
  , issued_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, number)
);
CREATE UNIQUE INDEX credit_notes_by_number ON credit_notes (number);
CREATE UNIQUE INDEX credit_notes_by_month ON credit_notes (tenant_id, month, currency, corrects);

-- What stands of each commission on which credit note; below zero in most corrections.
CREATE TABLE credit_note_entries (
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , commission_id TEXT NOT NULL
  , amount_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, number, commission_id)
);

CREATE TRIGGER recipient_tax_profiles_no_delete BEFORE DELETE ON recipient_tax_profiles FOR EACH ROW
EXECUTE FUNCTION refuse_change('tax profiles are never deleted');
CREATE TRIGGER credit_note_counters_no_delete BEFORE DELETE ON credit_note_counters FOR EACH ROW
EXECUTE FUNCTION refuse_change('numbers of credit notes are never deleted');
CREATE TRIGGER credit_notes_no_update BEFORE UPDATE ON credit_notes FOR EACH ROW
EXECUTE FUNCTION refuse_change('credit notes are append-only');
CREATE TRIGGER credit_notes_no_delete BEFORE DELETE ON credit_notes FOR EACH ROW
EXECUTE FUNCTION refuse_change('credit notes are append-only');
CREATE TRIGGER credit_note_entries_no_update BEFORE UPDATE ON credit_note_entries FOR EACH ROW
EXECUTE FUNCTION refuse_change('credit notes are append-only');
CREATE TRIGGER credit_note_entries_no_delete BEFORE DELETE ON credit_note_entries FOR EACH ROW
EXECUTE FUNCTION refuse_change('credit notes are append-only');

ALTER TABLE recipient_tax_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE recipient_tax_profiles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON recipient_tax_profiles TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON recipient_tax_profiles TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON recipient_tax_profiles TO mojo_tenant;
GRANT SELECT ON recipient_tax_profiles TO mojo_ledger;

ALTER TABLE credit_note_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_note_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON credit_note_counters TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON credit_note_counters TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON credit_note_counters TO mojo_ledger;

ALTER TABLE credit_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON credit_notes TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON credit_notes TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON credit_notes TO mojo_tenant;
GRANT SELECT, INSERT ON credit_notes TO mojo_ledger;

ALTER TABLE credit_note_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_note_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON credit_note_entries TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON credit_note_entries TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON credit_note_entries TO mojo_tenant;
GRANT SELECT, INSERT ON credit_note_entries TO mojo_ledger;
