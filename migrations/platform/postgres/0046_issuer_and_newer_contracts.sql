-- Who makes credit notes out (Y3), as it was stated each time: what was issued before keeps its issuer.
CREATE TABLE issuer_versions (
    -- MOJO LLC.
    tenant_id TEXT NOT NULL
  -- From 1, in the order of the statements.
  , place BIGINT NOT NULL
  , name TEXT NOT NULL
  , street TEXT NOT NULL
  , postal_code TEXT NOT NULL
  , city TEXT NOT NULL
  -- ISO 3166-1 alpha-2.
  , country TEXT NOT NULL
  -- Empty where there is none.
  , tax_number TEXT NOT NULL
  , vat_id TEXT NOT NULL
  , stated_at BIGINT NOT NULL
  , user_id TEXT NOT NULL
  -- Empty where nobody said why.
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, place)
);

-- From which day on a version of a contract is needed (F1, F2); the last word of a version counts.
CREATE TABLE contract_demands (
    -- MOJO LLC, whose contracts they are.
    tenant_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , version TEXT NOT NULL
  -- From 1, in the order of the declarations.
  , place BIGINT NOT NULL
  -- A day of Berlin.
  , needed_from TEXT NOT NULL
  , declared_at BIGINT NOT NULL
  , user_id TEXT NOT NULL
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, kind, version, place)
);

-- A tenant accepts a version once, however often and by whomever it is sent.
CREATE UNIQUE INDEX contract_acceptances_once ON contract_acceptances (tenant_id, kind, version);
CREATE INDEX contract_acceptances_by_time ON contract_acceptances (accepted_at, acceptance_id);

-- Support looks a customer up by the number that stands on a receipt.
CREATE INDEX orders_by_number ON orders (order_number);

CREATE TRIGGER issuer_versions_no_update BEFORE UPDATE ON issuer_versions FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was stated of the issuer is append-only');
CREATE TRIGGER issuer_versions_no_delete BEFORE DELETE ON issuer_versions FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was stated of the issuer is append-only');
CREATE TRIGGER contract_demands_no_update BEFORE UPDATE ON contract_demands FOR EACH ROW
EXECUTE FUNCTION refuse_change('from when a contract is needed is append-only');
CREATE TRIGGER contract_demands_no_delete BEFORE DELETE ON contract_demands FOR EACH ROW
EXECUTE FUNCTION refuse_change('from when a contract is needed is append-only');

DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY['issuer_versions', 'contract_demands'] LOOP
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
GRANT SELECT, INSERT ON issuer_versions TO mojo_tenant;
GRANT SELECT ON issuer_versions TO mojo_ledger;
GRANT SELECT, INSERT ON contract_demands TO mojo_ledger;
