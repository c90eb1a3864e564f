-- What a database is for. Whoever opens it first says so, for good: a platform's work, or trying things with a
-- clock that is led forward. A database that holds a tenant never becomes one for trying.
CREATE TABLE database_purpose (
    only_row BIGINT NOT NULL PRIMARY KEY
  , purpose TEXT NOT NULL
  -- By how many microseconds the clock of a platform for trying things is ahead of its machine's.
  , ahead_micros BIGINT NOT NULL
  , CHECK (only_row = 1)
  , CHECK (purpose IN ('work', 'trial'))
  , CHECK (ahead_micros >= 0 AND (purpose = 'trial' OR ahead_micros = 0))
);

CREATE FUNCTION refuse_trial_with_tenants() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.purpose = 'trial' AND EXISTS (SELECT 1 FROM tenants) THEN
        RAISE EXCEPTION 'a database with tenants is none for trying things';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER database_purpose_of_empty BEFORE INSERT ON database_purpose FOR EACH ROW
EXECUTE FUNCTION refuse_trial_with_tenants();

-- The clock goes forward alone.
CREATE TRIGGER database_purpose_only_forward BEFORE UPDATE ON database_purpose FOR EACH ROW
WHEN (NEW.only_row <> OLD.only_row OR NEW.purpose <> OLD.purpose OR NEW.ahead_micros < OLD.ahead_micros)
EXECUTE FUNCTION refuse_change('what a database is for is append-only, and its clock never goes back');
CREATE TRIGGER database_purpose_no_delete BEFORE DELETE ON database_purpose FOR EACH ROW
EXECUTE FUNCTION refuse_change('what a database is for is never deleted');

-- It is of no tenant: the platform itself reads and leads it.
GRANT SELECT, INSERT, UPDATE ON database_purpose TO mojo_ledger;
