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
  , run_at INTEGER NOT NULL
  -- queued, running, done, failed.
  , state TEXT NOT NULL
  -- How often it was taken. Who took it ends it only under the number that it got.
  , attempts INTEGER NOT NULL
  -- In a row, without one that went well between them.
  , failures INTEGER NOT NULL
  -- Until when it is its worker's; NULL when it is nobody's.
  , lease_until INTEGER
  , worker TEXT NOT NULL
  -- Why the last attempt went wrong; empty when it went well.
  , last_error TEXT NOT NULL
  , created_at INTEGER NOT NULL
  , finished_at INTEGER
  , PRIMARY KEY (tenant_id, job_id)
  , UNIQUE (tenant_id, kind, period)
) STRICT;
CREATE INDEX jobs_by_run ON jobs (tenant_id, state, run_at);

-- What became of each attempt. Old ones are put away; the last one of a job stays.
CREATE TABLE job_attempts (
    tenant_id TEXT NOT NULL
  , job_id TEXT NOT NULL
  , attempt INTEGER NOT NULL
  -- started, done, failed, lost, released.
  , step TEXT NOT NULL
  , at INTEGER NOT NULL
  , worker TEXT NOT NULL
  -- What was done, or why it went wrong.
  , note TEXT NOT NULL
  , PRIMARY KEY (tenant_id, job_id, attempt, step)
) STRICT;
CREATE INDEX job_attempts_by_time ON job_attempts (tenant_id, at);

CREATE TRIGGER jobs_terms BEFORE UPDATE OF tenant_id, job_id, kind, period, payload, created_at ON jobs
BEGIN SELECT RAISE(ABORT, 'what a job is for is append-only'); END;
CREATE TRIGGER jobs_attempts_grow BEFORE UPDATE OF attempts ON jobs WHEN NEW.attempts < OLD.attempts
BEGIN SELECT RAISE(ABORT, 'the count of attempts is append-only'); END;
CREATE TRIGGER jobs_no_delete BEFORE DELETE ON jobs
BEGIN SELECT RAISE(ABORT, 'jobs are never deleted'); END;
CREATE TRIGGER job_attempts_no_update BEFORE UPDATE ON job_attempts
BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;
CREATE TRIGGER job_attempts_last_stays BEFORE DELETE ON job_attempts
WHEN EXISTS (SELECT 1 FROM jobs WHERE tenant_id = OLD.tenant_id AND job_id = OLD.job_id
             AND attempts = OLD.attempt)
BEGIN SELECT RAISE(ABORT, 'the last attempt of a job is never deleted'); END;
