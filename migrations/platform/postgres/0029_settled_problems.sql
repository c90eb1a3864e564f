-- C1: an agreement may always end earlier. Two that overlapped before countries were exclusive could
-- not be ended: the first of them overlaps the other one until it has ended.
CREATE OR REPLACE FUNCTION refuse_second_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO regions (country) VALUES (NEW.country) ON CONFLICT DO NOTHING;
    UPDATE regions SET country = country WHERE country = NEW.country;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.valid_until <= OLD.valid_until THEN
            RETURN NEW;
        END IF;
    END IF;
    IF EXISTS (
        SELECT 1 FROM regional_agreement_countries AS other
        WHERE other.country = NEW.country
          AND NOT (other.tenant_id = NEW.tenant_id AND other.agreement_id = NEW.agreement_id)
          AND other.valid_from <= other.valid_until
          AND NEW.valid_from <= NEW.valid_until
          AND other.valid_from <= NEW.valid_until
          AND NEW.valid_from <= other.valid_until
    ) THEN
        RAISE EXCEPTION 'a country has one agreement a day, which is exclusive';
    END IF;
    RETURN NEW;
END $$;

-- What became of an event after all that had been given up because no checkout claimed its payment:
-- one claims it now.
CREATE TABLE payment_event_later_ends (
    -- MOJO LLC, whose account at the provider it is.
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  -- done, ignored, problem.
  , outcome TEXT NOT NULL
  , ended_at BIGINT NOT NULL
  -- Why people must look at it; empty where they need not.
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
);

-- What people looked at and settled: an event, once and with a reason.
CREATE TABLE payment_event_settlements (
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  , reason TEXT NOT NULL
  , settled_by TEXT NOT NULL
  , settled_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
);

-- The same of a checkout, for its problem as it stood then: a problem that is added is open again.
CREATE TABLE checkout_settlements (
    -- The seller.
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , problem TEXT NOT NULL
  , reason TEXT NOT NULL
  , settled_by TEXT NOT NULL
  , settled_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id, problem)
);

CREATE TRIGGER payment_event_later_ends_no_update BEFORE UPDATE ON payment_event_later_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the later ends of events are append-only');
CREATE TRIGGER payment_event_later_ends_no_delete BEFORE DELETE ON payment_event_later_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the later ends of events are append-only');
CREATE TRIGGER payment_event_settlements_no_update BEFORE UPDATE ON payment_event_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was settled is append-only');
CREATE TRIGGER payment_event_settlements_no_delete BEFORE DELETE ON payment_event_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was settled is append-only');
CREATE TRIGGER checkout_settlements_no_update BEFORE UPDATE ON checkout_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was settled is append-only');
CREATE TRIGGER checkout_settlements_no_delete BEFORE DELETE ON checkout_settlements FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was settled is append-only');

ALTER TABLE payment_event_later_ends ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_event_later_ends FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_event_later_ends TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_event_later_ends TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_event_later_ends TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_event_later_ends TO mojo_tenant;

ALTER TABLE payment_event_settlements ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_event_settlements FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_event_settlements TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_event_settlements TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_event_settlements TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_event_settlements TO mojo_tenant;

ALTER TABLE checkout_settlements ENABLE ROW LEVEL SECURITY;
ALTER TABLE checkout_settlements FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON checkout_settlements TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON checkout_settlements TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON checkout_settlements TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON checkout_settlements TO mojo_tenant;
