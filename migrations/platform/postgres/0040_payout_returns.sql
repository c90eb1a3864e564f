-- Money that was paid out and came back: the bank sent a transfer back, or the provider called it back. The
-- payout stays paid on its day; what came back stands in the month in which it was told, and is due again.
CREATE TABLE payout_returns (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , amount_cents BIGINT NOT NULL
  , currency TEXT NOT NULL
  -- The day on which the money came back.
  , returned_on TEXT NOT NULL
  -- What the bank says.
  , reason TEXT NOT NULL
  , returned_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id)
);

-- Which later payout carries what came back.
CREATE TABLE payout_return_carriers (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , returned_payout_id TEXT NOT NULL
  , amount_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, returned_payout_id)
);
CREATE INDEX payout_return_carriers_by_return ON payout_return_carriers (tenant_id, returned_payout_id);

-- Only what was paid comes back.
CREATE FUNCTION refuse_return_of_unpaid() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = NEW.tenant_id AND e.payout_id = NEW.payout_id AND e.outcome = 'paid'
    ) THEN
        RAISE EXCEPTION 'only a payout that was paid comes back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_returns_of_paid BEFORE INSERT ON payout_returns FOR EACH ROW
EXECUTE FUNCTION refuse_return_of_unpaid();

-- What came back is carried once, whatever asks for it; again only after its carrier was released.
CREATE FUNCTION refuse_second_return_carrier() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payout_return_carriers AS c
        WHERE c.tenant_id = NEW.tenant_id AND c.returned_payout_id = NEW.returned_payout_id
        AND NOT EXISTS (
            SELECT 1 FROM payout_ends AS e
            WHERE e.tenant_id = c.tenant_id AND e.payout_id = c.payout_id
            AND e.outcome = 'released'
        )
    ) THEN
        RAISE EXCEPTION 'what came back is carried by one payout';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_return_carriers_once BEFORE INSERT ON payout_return_carriers FOR EACH ROW
EXECUTE FUNCTION refuse_second_return_carrier();

CREATE TRIGGER payout_returns_no_update BEFORE UPDATE ON payout_returns FOR EACH ROW
EXECUTE FUNCTION refuse_change('what came back is append-only');
CREATE TRIGGER payout_returns_no_delete BEFORE DELETE ON payout_returns FOR EACH ROW
EXECUTE FUNCTION refuse_change('what came back is append-only');
CREATE TRIGGER payout_return_carriers_no_update BEFORE UPDATE ON payout_return_carriers FOR EACH ROW
EXECUTE FUNCTION refuse_change('who carries what came back is append-only');
CREATE TRIGGER payout_return_carriers_no_delete BEFORE DELETE ON payout_return_carriers FOR EACH ROW
EXECUTE FUNCTION refuse_change('who carries what came back is append-only');

DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY['payout_returns', 'payout_return_carriers'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format(
            'CREATE POLICY tenant_wall ON %I TO mojo_tenant'
            || ' USING (tenant_id = current_setting(''app.tenant_id''))'
            || ' WITH CHECK (tenant_id = current_setting(''app.tenant_id''))', walled);
        EXECUTE format(
            'CREATE POLICY whole_ledger ON %I TO mojo_ledger'
            || ' USING (true) WITH CHECK (true)', walled);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON payout_returns, payout_return_carriers TO mojo_tenant;
GRANT SELECT, INSERT ON payout_returns, payout_return_carriers TO mojo_ledger;
