-- What the platform's own people did that concerns a tenant, as its owner may read it: when, what and
-- to what. Who of them it was and the words that they wrote stay in their own log.
CREATE TABLE audit_notices (
    -- Whom it concerns.
    tenant_id TEXT NOT NULL
  -- That of the entry of the log; an entry that concerns two tenants is told to each.
  , audit_id TEXT NOT NULL
  , at BIGINT NOT NULL
  , action TEXT NOT NULL
  -- What it was done to; a pseudonym where that is a customer (C16).
  , subject_id TEXT NOT NULL
  -- JSON object: from what to what.
  , details TEXT NOT NULL
  , PRIMARY KEY (tenant_id, audit_id)
);
CREATE INDEX audit_notices_by_time ON audit_notices (tenant_id, at, audit_id);

CREATE TRIGGER audit_notices_no_update BEFORE UPDATE ON audit_notices FOR EACH ROW
EXECUTE FUNCTION refuse_change('the audit log is append-only');
CREATE TRIGGER audit_notices_no_delete BEFORE DELETE ON audit_notices FOR EACH ROW
EXECUTE FUNCTION refuse_change('the audit log is append-only');

ALTER TABLE audit_notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_notices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON audit_notices TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON audit_notices TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON audit_notices TO mojo_ledger;
GRANT SELECT ON audit_notices TO mojo_tenant;
-- What a tenant's people do within its own transactions is kept in them.
GRANT INSERT ON audit_log TO mojo_tenant;

-- What was done to a tenant itself before there were notices.
SET LOCAL ROLE mojo_ledger;
INSERT INTO audit_notices (tenant_id, audit_id, at, action, subject_id, details)
SELECT a.subject_id, a.audit_id, a.at, a.action, a.subject_id, a.details
FROM audit_log AS a
JOIN tenants AS t ON t.tenant_id = a.subject_id
WHERE a.tenant_id <> a.subject_id
  AND a.action IN (
    'enter_tenant', 'deactivate_tenant', 'put_payout_account', 'put_payment_account'
  , 'read_statement', 'extract_named'
  );
RESET ROLE;
