-- The platform's own work, and who is at it. A month's run has one row, whoever planned it; what comes back
-- every minute or day has one row that is put off again.
CREATE TABLE jobs (
    -- MOJO LLC, whose work it is.
    tenant_id TEXT NOT NULL
  -- Follows from kind and period.
  , job_id TEXT NOT NULL
  -- payout, settle, ...
  , kind TEXT NOT NULL
  -- The month, as 2026-11; empty for what comes back.
  , period TEXT NOT NULL
  -- JSON object.
  , payload TEXT NOT NULL
  -- Not before.
  , run_at BIGINT NOT NULL
  -- queued, running, done, failed.
  , state TEXT NOT NULL
  -- How often it was taken. Who took it ends it only under the number that it got.
  , attempts BIGINT NOT NULL
  -- In a row, without one that went well between them.
  , failures BIGINT NOT NULL
  -- Until when it is its worker's; NULL when it is nobody's.
  , lease_until BIGINT
  , worker TEXT NOT NULL
  -- Why the last attempt went wrong; empty when it went well.
  , last_error TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , finished_at BIGINT
  , PRIMARY KEY (tenant_id, job_id)
  , UNIQUE (tenant_id, kind, period)
);
CREATE INDEX jobs_by_run ON jobs (tenant_id, state, run_at);

-- What became of each attempt. Old ones are put away; the last one of a job stays.
CREATE TABLE job_attempts (
    tenant_id TEXT NOT NULL
  , job_id TEXT NOT NULL
  , attempt BIGINT NOT NULL
  -- started, done, failed, lost, released.
  , step TEXT NOT NULL
  , at BIGINT NOT NULL
  , worker TEXT NOT NULL
  -- What was done, or why it went wrong.
  , note TEXT NOT NULL
  , PRIMARY KEY (tenant_id, job_id, attempt, step)
);
CREATE INDEX job_attempts_by_time ON job_attempts (tenant_id, at);

CREATE TRIGGER jobs_terms BEFORE UPDATE OF tenant_id, job_id, kind, period, payload, created_at ON jobs
FOR EACH ROW EXECUTE FUNCTION refuse_change('what a job is for is append-only');
CREATE TRIGGER jobs_attempts_grow BEFORE UPDATE OF attempts ON jobs FOR EACH ROW
WHEN (NEW.attempts < OLD.attempts)
EXECUTE FUNCTION refuse_change('the count of attempts is append-only');
CREATE TRIGGER jobs_no_delete BEFORE DELETE ON jobs FOR EACH ROW
EXECUTE FUNCTION refuse_change('jobs are never deleted');
CREATE TRIGGER job_attempts_no_update BEFORE UPDATE ON job_attempts FOR EACH ROW
EXECUTE FUNCTION refuse_change('attempts are append-only');
CREATE FUNCTION refuse_last_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM jobs WHERE tenant_id = OLD.tenant_id AND job_id = OLD.job_id
               AND attempts = OLD.attempt) THEN
        RAISE EXCEPTION 'the last attempt of a job is never deleted';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER job_attempts_last_stays BEFORE DELETE ON job_attempts FOR EACH ROW
EXECUTE FUNCTION refuse_last_attempt();

ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON jobs TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON jobs TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON jobs TO mojo_ledger;

ALTER TABLE job_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON job_attempts TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON job_attempts TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON job_attempts TO mojo_ledger;
