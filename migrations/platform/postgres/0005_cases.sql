-- Settlements of cases (Klärungsfälle) by people: facts. The first of a case in the tenant's order
-- counts; it takes a visit off its card, and may put it on another.
CREATE TABLE case_settlements (
    tenant_id TEXT NOT NULL
  , settlement_id TEXT NOT NULL
  , case_id TEXT NOT NULL
  , resolution TEXT NOT NULL
  -- The visit that is settled, and the card that it counts on instead.
  , redemption_id TEXT
  , to_card TEXT
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, settlement_id)
);
CREATE INDEX case_settlements_by_case ON case_settlements (tenant_id, case_id, seq);
CREATE INDEX case_settlements_by_redemption ON case_settlements (tenant_id, redemption_id)
    WHERE redemption_id IS NOT NULL;
CREATE INDEX case_settlements_by_card ON case_settlements (tenant_id, to_card)
    WHERE to_card IS NOT NULL;

CREATE TRIGGER case_settlements_no_update BEFORE UPDATE ON case_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('settlements are append-only');
CREATE TRIGGER case_settlements_no_delete BEFORE DELETE ON case_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('settlements are append-only');

ALTER TABLE case_settlements ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_settlements FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON case_settlements TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON case_settlements TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON case_settlements TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON case_settlements TO mojo_tenant;
