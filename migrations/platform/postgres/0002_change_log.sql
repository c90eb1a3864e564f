-- The order of a tenant's changes, and what the platform derives from them. Log, entries, facts and
-- redemptions are append-only (section 146 (4) AO); only a body may be emptied (Art. 17 GDPR).
CREATE TABLE change_log (
    tenant_id TEXT NOT NULL
  , seq BIGINT NOT NULL
  , op TEXT NOT NULL
  -- By name: kinds that this version does not know are kept.
  , entity TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , recorded_at BIGINT NOT NULL
  , actor_id TEXT NOT NULL
  -- NULL when the platform wrote it.
  , device_id TEXT
  , epoch BIGINT NOT NULL
  , dseq BIGINT NOT NULL
  , hash TEXT NOT NULL
  , commitment TEXT NOT NULL
  -- The bit of the scope that may see it.
  , scope_bit BIGINT NOT NULL
  -- A reading of its hybrid clock lay too far ahead and is shown clamped.
  , is_clamped BIGINT NOT NULL
  , received_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, seq)
);

CREATE TABLE change_bodies (
    tenant_id TEXT NOT NULL
  , seq BIGINT NOT NULL
  , salt TEXT NOT NULL
  , body TEXT NOT NULL
  , PRIMARY KEY (tenant_id, seq)
);

-- The journal of each device as it arrived, with the verdict, so that an answer can be repeated.
CREATE TABLE device_entries (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , epoch BIGINT NOT NULL
  , dseq BIGINT NOT NULL
  , hash TEXT NOT NULL
  -- NULL when it was rejected.
  , seq BIGINT
  , verdict TEXT NOT NULL
  , code TEXT NOT NULL
  , message TEXT NOT NULL
  , PRIMARY KEY (tenant_id, device_id, epoch, dseq)
);

CREATE TABLE facts (
    tenant_id TEXT NOT NULL
  , entity TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , seq BIGINT NOT NULL
  , body_hash TEXT NOT NULL
  , PRIMARY KEY (tenant_id, entity, entity_id)
);

-- The cards as merged: one row a field.
CREATE TABLE card_fields (
    tenant_id TEXT NOT NULL
  , entity TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , field TEXT NOT NULL
  -- JSON; NULL when the field was emptied.
  , value TEXT
  , hlc BIGINT NOT NULL
  -- The reading of the value that the writer saw and replaced.
  , base BIGINT NOT NULL
  , device_id TEXT NOT NULL
  , PRIMARY KEY (tenant_id, entity, entity_id, field)
);

CREATE TABLE document_numbers (
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , entity_id TEXT NOT NULL
  , entity TEXT NOT NULL
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, number, entity_id)
);

CREATE TABLE punch_cards (
    tenant_id TEXT NOT NULL
  , punch_card_id TEXT NOT NULL
  , contact_id TEXT NOT NULL
  , entries BIGINT NOT NULL
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, punch_card_id)
);

CREATE TABLE redemptions (
    tenant_id TEXT NOT NULL
  , redemption_id TEXT NOT NULL
  , punch_card_id TEXT NOT NULL
  -- The redemption that this counter-entry takes back.
  , takes_back TEXT
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, redemption_id)
);
CREATE INDEX redemptions_by_card ON redemptions (tenant_id, punch_card_id, seq);

CREATE TABLE cases (
    tenant_id TEXT NOT NULL
  , case_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , opened_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, case_id)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TRIGGER change_log_no_update BEFORE UPDATE ON change_log FOR EACH ROW
EXECUTE FUNCTION refuse_change('the change log is append-only');
CREATE TRIGGER change_log_no_delete BEFORE DELETE ON change_log FOR EACH ROW
EXECUTE FUNCTION refuse_change('the change log is append-only');
CREATE TRIGGER change_bodies_only_emptied BEFORE UPDATE ON change_bodies FOR EACH ROW WHEN (NEW.body <> '' OR NEW.salt <> '' OR NEW.tenant_id <> OLD.tenant_id OR NEW.seq <> OLD.seq)
EXECUTE FUNCTION refuse_change('a body may only be emptied');
CREATE TRIGGER change_bodies_no_delete BEFORE DELETE ON change_bodies FOR EACH ROW
EXECUTE FUNCTION refuse_change('a body may only be emptied');
CREATE TRIGGER device_entries_no_update BEFORE UPDATE ON device_entries FOR EACH ROW
EXECUTE FUNCTION refuse_change('the journal of a device is append-only');
CREATE TRIGGER device_entries_no_delete BEFORE DELETE ON device_entries FOR EACH ROW
EXECUTE FUNCTION refuse_change('the journal of a device is append-only');
CREATE TRIGGER document_numbers_no_update BEFORE UPDATE ON document_numbers FOR EACH ROW
EXECUTE FUNCTION refuse_change('document numbers are append-only');
CREATE TRIGGER document_numbers_no_delete BEFORE DELETE ON document_numbers FOR EACH ROW
EXECUTE FUNCTION refuse_change('document numbers are append-only');
CREATE TRIGGER cases_no_update BEFORE UPDATE ON cases FOR EACH ROW
EXECUTE FUNCTION refuse_change('cases are append-only');
CREATE TRIGGER cases_no_delete BEFORE DELETE ON cases FOR EACH ROW
EXECUTE FUNCTION refuse_change('cases are append-only');
CREATE TRIGGER facts_no_update BEFORE UPDATE ON facts FOR EACH ROW
EXECUTE FUNCTION refuse_change('facts are append-only');
CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts FOR EACH ROW
EXECUTE FUNCTION refuse_change('facts are append-only');
CREATE TRIGGER redemptions_no_update BEFORE UPDATE ON redemptions FOR EACH ROW
EXECUTE FUNCTION refuse_change('redemptions are append-only');
CREATE TRIGGER redemptions_no_delete BEFORE DELETE ON redemptions FOR EACH ROW
EXECUTE FUNCTION refuse_change('redemptions are append-only');

-- The second wall: a transaction takes one of two roles. `mojo_tenant` sees the rows of the tenant
-- named in `app.tenant_id` (none named: an error), `mojo_ledger` works across tenants.
DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'change_log'
      , 'change_bodies'
      , 'device_entries'
      , 'facts'
      , 'card_fields'
      , 'document_numbers'
      , 'punch_cards'
      , 'redemptions'
      , 'cases'
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
GRANT SELECT, INSERT, UPDATE, DELETE ON
    change_log
  , change_bodies
  , device_entries
  , facts
  , card_fields
  , document_numbers
  , punch_cards
  , redemptions
  , cases
TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    change_log
  , change_bodies
  , device_entries
  , facts
  , card_fields
  , document_numbers
  , punch_cards
  , redemptions
  , cases
TO mojo_tenant;
