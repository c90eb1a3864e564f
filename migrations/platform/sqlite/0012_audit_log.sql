-- What the platform's own people did, and why (A4).
CREATE TABLE audit_log (
    -- Whose people did it.
    tenant_id TEXT NOT NULL
  , audit_id TEXT NOT NULL
  , at INTEGER NOT NULL
  , user_id TEXT NOT NULL
  -- change_attribution, ...
  , action TEXT NOT NULL
  -- What it was done to.
  , subject_id TEXT NOT NULL
  , reason TEXT NOT NULL
  -- JSON object: from what to what.
  , details TEXT NOT NULL
  , PRIMARY KEY (tenant_id, audit_id)
) STRICT;
CREATE INDEX audit_log_by_time ON audit_log (tenant_id, at, audit_id);

CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
