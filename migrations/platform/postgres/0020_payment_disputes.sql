-- Disputes of payments at the provider: the customer's bank asks for the money back. The commissions of the
-- order are frozen, for each of their recipients, until the provider tells how it ended.
CREATE TABLE payment_disputes (
    -- The recipient of a commission.
    tenant_id TEXT NOT NULL
  -- The provider's.
  , dispute_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , opened_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
);

-- A dispute ends once.
CREATE TABLE payment_dispute_ends (
    tenant_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  -- won, lost.
  , outcome TEXT NOT NULL
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
);

CREATE TRIGGER payment_disputes_no_update BEFORE UPDATE ON payment_disputes FOR EACH ROW
EXECUTE FUNCTION refuse_change('disputes of payments are append-only');
CREATE TRIGGER payment_disputes_no_delete BEFORE DELETE ON payment_disputes FOR EACH ROW
EXECUTE FUNCTION refuse_change('disputes of payments are append-only');
CREATE TRIGGER payment_dispute_ends_no_update BEFORE UPDATE ON payment_dispute_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of disputes of payments are append-only');
CREATE TRIGGER payment_dispute_ends_no_delete BEFORE DELETE ON payment_dispute_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of disputes of payments are append-only');

ALTER TABLE payment_disputes ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_disputes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_disputes TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_disputes TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_disputes TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_disputes TO mojo_tenant;

ALTER TABLE payment_dispute_ends ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_dispute_ends FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_dispute_ends TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_dispute_ends TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_dispute_ends TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_dispute_ends TO mojo_tenant;
