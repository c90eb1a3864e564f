-- What the platform's own people did, and why (A4).
CREATE TABLE audit_log (
    -- Whose people did it.
    tenant_id TEXT NOT NULL
  , audit_id TEXT NOT NULL
  , at BIGINT NOT NULL
  , user_id TEXT NOT NULL
  -- change_attribution, ...
  , action TEXT NOT NULL
  -- What it was done to.
  , subject_id TEXT NOT NULL
  , reason TEXT NOT NULL
  -- JSON object: from what to what.
  , details TEXT NOT NULL
  , PRIMARY KEY (tenant_id, audit_id)
);
CREATE INDEX audit_log_by_time ON audit_log (tenant_id, at, audit_id);

CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log FOR EACH ROW
EXECUTE FUNCTION refuse_change('the audit log is append-only');
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log FOR EACH ROW
EXECUTE FUNCTION refuse_change('the audit log is append-only');

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON audit_log TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON audit_log TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON audit_log TO mojo_ledger;
GRANT SELECT ON audit_log TO mojo_tenant;
