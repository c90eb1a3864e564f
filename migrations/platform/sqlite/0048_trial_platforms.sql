-- What a database is for. Whoever opens it first says so, for good: a platform's work, or trying things with a
-- clock that is led forward. A database that holds a tenant never becomes one for trying.
CREATE TABLE database_purpose (
    only_row INTEGER NOT NULL PRIMARY KEY
  , purpose TEXT NOT NULL
  -- By how many microseconds the clock of a platform for trying things is ahead of its machine's.
  , ahead_micros INTEGER NOT NULL
  , CHECK (only_row = 1)
  , CHECK (purpose IN ('work', 'trial'))
  , CHECK (ahead_micros >= 0 AND (purpose = 'trial' OR ahead_micros = 0))
) STRICT;

CREATE TRIGGER database_purpose_of_empty BEFORE INSERT ON database_purpose
WHEN NEW.purpose = 'trial' AND EXISTS (SELECT 1 FROM tenants)
BEGIN SELECT RAISE(ABORT, 'a database with tenants is none for trying things'); END;

-- The clock goes forward alone.
CREATE TRIGGER database_purpose_only_forward BEFORE UPDATE ON database_purpose
WHEN NEW.only_row <> OLD.only_row OR NEW.purpose <> OLD.purpose OR NEW.ahead_micros < OLD.ahead_micros
BEGIN SELECT RAISE(ABORT, 'what a database is for is append-only, and its clock never goes back'); END;
CREATE TRIGGER database_purpose_no_delete BEFORE DELETE ON database_purpose
BEGIN SELECT RAISE(ABORT, 'what a database is for is never deleted'); END;
