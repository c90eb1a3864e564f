-- C1: an agreement may always end earlier. Two that overlapped before countries were exclusive could
-- not be ended: the first of them overlaps the other one until it has ended.
DROP TRIGGER regional_agreement_countries_stay_exclusive;
CREATE TRIGGER regional_agreement_countries_stay_exclusive
BEFORE UPDATE ON regional_agreement_countries
WHEN NEW.valid_until > OLD.valid_until AND EXISTS (
    SELECT 1 FROM regional_agreement_countries AS other
    WHERE other.country = NEW.country
      AND NOT (other.tenant_id = OLD.tenant_id AND other.agreement_id = OLD.agreement_id)
      AND other.valid_from <= other.valid_until
      AND NEW.valid_from <= NEW.valid_until
      AND other.valid_from <= NEW.valid_until
      AND NEW.valid_from <= other.valid_until
)
BEGIN SELECT RAISE(ABORT, 'a country has one agreement a day, which is exclusive'); END;

-- What became of an event after all that had been given up because no checkout claimed its payment:
-- one claims it now.
CREATE TABLE payment_event_later_ends (
    -- MOJO LLC, whose account at the provider it is.
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  -- done, ignored, problem.
  , outcome TEXT NOT NULL
  , ended_at INTEGER NOT NULL
  -- Why people must look at it; empty where they need not.
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
) STRICT;

-- What people looked at and settled: an event, once and with a reason.
CREATE TABLE payment_event_settlements (
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  , reason TEXT NOT NULL
  , settled_by TEXT NOT NULL
  , settled_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
) STRICT;

-- The same of a checkout, for its problem as it stood then: a problem that is added is open again.
CREATE TABLE checkout_settlements (
    -- The seller.
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , problem TEXT NOT NULL
  , reason TEXT NOT NULL
  , settled_by TEXT NOT NULL
  , settled_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id, problem)
) STRICT;

CREATE TRIGGER payment_event_later_ends_no_update BEFORE UPDATE ON payment_event_later_ends
BEGIN SELECT RAISE(ABORT, 'the later ends of events are append-only'); END;
CREATE TRIGGER payment_event_later_ends_no_delete BEFORE DELETE ON payment_event_later_ends
BEGIN SELECT RAISE(ABORT, 'the later ends of events are append-only'); END;
CREATE TRIGGER payment_event_settlements_no_update BEFORE UPDATE ON payment_event_settlements
BEGIN SELECT RAISE(ABORT, 'what was settled is append-only'); END;
CREATE TRIGGER payment_event_settlements_no_delete BEFORE DELETE ON payment_event_settlements
BEGIN SELECT RAISE(ABORT, 'what was settled is append-only'); END;
CREATE TRIGGER checkout_settlements_no_update BEFORE UPDATE ON checkout_settlements
BEGIN SELECT RAISE(ABORT, 'what was settled is append-only'); END;
CREATE TRIGGER checkout_settlements_no_delete BEFORE DELETE ON checkout_settlements
BEGIN SELECT RAISE(ABORT, 'what was settled is append-only'); END;
