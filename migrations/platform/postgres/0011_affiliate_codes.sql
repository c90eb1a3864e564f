-- The codes of affiliate links, several a tenant, and the clicks on them as proof (A1). The column
-- `tenants.affiliate_code` is of before and read no more.
CREATE TABLE affiliate_codes (
    tenant_id TEXT NOT NULL
  , code TEXT NOT NULL
  -- What the tenant calls it, as "Flyer Herbst".
  , label TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , retired_at BIGINT
  , PRIMARY KEY (tenant_id, code)
);

-- The directory that finds the tenant of a code, as `logins` finds that of a name.
CREATE TABLE affiliate_code_owners (
    code TEXT NOT NULL PRIMARY KEY
  , owner_tenant_id TEXT NOT NULL
);

CREATE TABLE clicks (
    tenant_id TEXT NOT NULL
  -- Stands in the cookie; says nothing about who clicked.
  , click_id TEXT NOT NULL
  , code TEXT NOT NULL
  , clicked_at BIGINT NOT NULL
  -- 0: an earlier click of the same visitor was live (first click wins).
  , counts BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, click_id)
);
CREATE INDEX clicks_by_id ON clicks (click_id);
CREATE INDEX clicks_by_code ON clicks (tenant_id, code, clicked_at);

CREATE TRIGGER clicks_no_update BEFORE UPDATE ON clicks FOR EACH ROW
EXECUTE FUNCTION refuse_change('clicks are append-only');
CREATE TRIGGER clicks_no_delete BEFORE DELETE ON clicks FOR EACH ROW
EXECUTE FUNCTION refuse_change('clicks are append-only');
CREATE TRIGGER affiliate_codes_no_delete BEFORE DELETE ON affiliate_codes FOR EACH ROW
EXECUTE FUNCTION refuse_change('affiliate codes are never deleted');
CREATE TRIGGER affiliate_code_owners_no_update BEFORE UPDATE ON affiliate_code_owners FOR EACH ROW
EXECUTE FUNCTION refuse_change('a code never changes its owner; it is append-only');
CREATE TRIGGER affiliate_code_owners_no_delete BEFORE DELETE ON affiliate_code_owners FOR EACH ROW
EXECUTE FUNCTION refuse_change('affiliate codes are never deleted');

DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY['affiliate_codes', 'clicks'] LOOP
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
GRANT SELECT, INSERT, UPDATE ON affiliate_codes TO mojo_tenant;
GRANT SELECT ON clicks TO mojo_tenant;
-- Who holds a code is for no tenant to read.
GRANT INSERT ON affiliate_code_owners TO mojo_tenant;
GRANT SELECT, INSERT, UPDATE ON affiliate_codes TO mojo_ledger;
GRANT SELECT, INSERT ON affiliate_code_owners TO mojo_ledger;
GRANT SELECT, INSERT ON clicks TO mojo_ledger;

-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
INSERT INTO affiliate_codes (tenant_id, code, label, created_at)
SELECT tenant_id, affiliate_code, '', created_at FROM tenants WHERE affiliate_code IS NOT NULL;
INSERT INTO affiliate_code_owners (code, owner_tenant_id)
SELECT affiliate_code, tenant_id FROM tenants WHERE affiliate_code IS NOT NULL;
RESET ROLE;
