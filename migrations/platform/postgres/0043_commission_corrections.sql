-- Corrections of commissions (Y5): an upheld dispute takes one at most. The entry stays as it is; the
-- correction moves the recipient's balance in the month in which it is made.
CREATE TABLE commission_corrections (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , correction_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  -- Above zero: owed in addition; below: taken back.
  , amount_cents BIGINT NOT NULL
  , currency TEXT NOT NULL
  , reason TEXT NOT NULL
  -- What of the line, without VAT, was refunded by then: later refunds take the correction back in
  -- proportion to what was left.
  , refunded_net_cents BIGINT NOT NULL
  -- Who decided, of the platform's people.
  , corrected_by TEXT NOT NULL
  , corrected_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
  , UNIQUE (tenant_id, correction_id)
  , CHECK (amount_cents <> 0)
);
CREATE INDEX commission_corrections_by_entry ON commission_corrections (tenant_id, commission_id);

-- Only what is disputed is corrected.
CREATE FUNCTION refuse_correction_of_undisputed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM commission_disputes AS d
        WHERE d.tenant_id = NEW.tenant_id AND d.dispute_id = NEW.dispute_id
        AND d.commission_id = NEW.commission_id
    ) THEN
        RAISE EXCEPTION 'only a disputed commission is corrected';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commission_corrections_of_disputed BEFORE INSERT ON commission_corrections FOR EACH ROW
EXECUTE FUNCTION refuse_correction_of_undisputed();

CREATE TRIGGER commission_corrections_no_update BEFORE UPDATE ON commission_corrections FOR EACH ROW
EXECUTE FUNCTION refuse_change('corrections are append-only');
CREATE TRIGGER commission_corrections_no_delete BEFORE DELETE ON commission_corrections FOR EACH ROW
EXECUTE FUNCTION refuse_change('corrections are append-only');

ALTER TABLE commission_corrections ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_corrections FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON commission_corrections TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON commission_corrections TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON commission_corrections TO mojo_ledger;
GRANT SELECT, INSERT ON commission_corrections TO mojo_tenant;
