-- Disputes of commissions (Y5): the recipient's words, the thread, and how the platform settled them. An
-- entry with a dispute that is not settled is frozen: it is not paid.
CREATE TABLE commission_disputes (
    tenant_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  , reason TEXT NOT NULL
  , opened_at BIGINT NOT NULL
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
);
CREATE INDEX commission_disputes_by_entry ON commission_disputes (tenant_id, commission_id);
CREATE INDEX commission_disputes_by_time ON commission_disputes (opened_at, dispute_id);

CREATE TABLE commission_dispute_messages (
    tenant_id TEXT NOT NULL
  , message_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  , text TEXT NOT NULL
  , written_at BIGINT NOT NULL
  -- 1 when the platform's people wrote it, 0 when the recipient did.
  , is_from_platform BIGINT NOT NULL
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, message_id)
);
CREATE INDEX commission_dispute_messages_by_dispute
    ON commission_dispute_messages (tenant_id, dispute_id, seq);

-- A dispute is settled once.
CREATE TABLE commission_dispute_settlements (
    tenant_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  -- upheld, rejected
  , outcome TEXT NOT NULL
  , reason TEXT NOT NULL
  , settled_at BIGINT NOT NULL
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
);

CREATE TRIGGER commission_disputes_no_update BEFORE UPDATE ON commission_disputes FOR EACH ROW
EXECUTE FUNCTION refuse_change('disputes are append-only');
CREATE TRIGGER commission_disputes_no_delete BEFORE DELETE ON commission_disputes FOR EACH ROW
EXECUTE FUNCTION refuse_change('disputes are append-only');
CREATE TRIGGER commission_dispute_messages_no_update BEFORE UPDATE ON commission_dispute_messages FOR EACH ROW
EXECUTE FUNCTION refuse_change('messages of disputes are append-only');
CREATE TRIGGER commission_dispute_messages_no_delete BEFORE DELETE ON commission_dispute_messages FOR EACH ROW
EXECUTE FUNCTION refuse_change('messages of disputes are append-only');
CREATE TRIGGER commission_dispute_settlements_no_update BEFORE UPDATE ON commission_dispute_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('settlements of disputes are append-only');
CREATE TRIGGER commission_dispute_settlements_no_delete BEFORE DELETE ON commission_dispute_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('settlements of disputes are append-only');

ALTER TABLE commission_disputes ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_disputes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON commission_disputes TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON commission_disputes TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON commission_disputes TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON commission_disputes TO mojo_tenant;

ALTER TABLE commission_dispute_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_dispute_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON commission_dispute_messages TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON commission_dispute_messages TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON commission_dispute_messages TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON commission_dispute_messages TO mojo_tenant;

ALTER TABLE commission_dispute_settlements ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_dispute_settlements FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON commission_dispute_settlements TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON commission_dispute_settlements TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON commission_dispute_settlements TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON commission_dispute_settlements TO mojo_tenant;

-- Months of statements that were signed for their recipients (Y3, Y4). What was recorded late for a month
-- makes a revision of its package, which names the one that it replaces.
CREATE TABLE statement_packages (
    tenant_id TEXT NOT NULL
  , month TEXT NOT NULL
  , currency TEXT NOT NULL
  , revision BIGINT NOT NULL
  -- SHA-256 of what the month holds, and of the text that was signed.
  , content_hash TEXT NOT NULL
  , body_hash TEXT NOT NULL
  , signed_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, month, currency, revision)
);
CREATE TRIGGER statement_packages_no_update BEFORE UPDATE ON statement_packages FOR EACH ROW
EXECUTE FUNCTION refuse_change('statement packages are append-only');
CREATE TRIGGER statement_packages_no_delete BEFORE DELETE ON statement_packages FOR EACH ROW
EXECUTE FUNCTION refuse_change('statement packages are append-only');

ALTER TABLE statement_packages ENABLE ROW LEVEL SECURITY;
ALTER TABLE statement_packages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON statement_packages TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON statement_packages TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON statement_packages TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON statement_packages TO mojo_tenant;
