-- C15: the facts that decided about a line of an order when it was settled, paid or not, and the version of the
-- rules. Whoever asks later why somebody got nothing is told by them, and not by what holds by then.
CREATE TABLE line_bases (
    -- The seller.
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no BIGINT NOT NULL
  , rule_version TEXT NOT NULL
  -- As a recipient that may see all of it is told: canonical JSON.
  , basis TEXT NOT NULL
  , kept_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, order_id, line_no)
);
CREATE INDEX line_bases_by_order ON line_bases (order_id, line_no);

-- The entry of a commission is found again in the log by its id.
CREATE INDEX change_log_by_commission ON change_log (entity_id) WHERE entity = 'commission_entry';

CREATE TRIGGER line_bases_no_update BEFORE UPDATE ON line_bases FOR EACH ROW
EXECUTE FUNCTION refuse_change('the basis of a line is append-only');
CREATE TRIGGER line_bases_no_delete BEFORE DELETE ON line_bases FOR EACH ROW
EXECUTE FUNCTION refuse_change('the basis of a line is append-only');

-- It names recipients: the ledger alone reads it, and tells each caller its part.
ALTER TABLE line_bases ENABLE ROW LEVEL SECURITY;
ALTER TABLE line_bases FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON line_bases TO mojo_tenant
USING (tenant_id = current_setting('app.tenant_id'))
WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON line_bases TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON line_bases TO mojo_ledger;
