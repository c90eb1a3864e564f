-- How a payout becomes money: its entries are reserved, its transfer is asked, its end is recorded.
-- What was reserved: commissions that are paid by it, and what it takes back of earlier ones.
CREATE TABLE payout_entries (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  -- Its part of the payout; negative for what is taken back (C12).
  , amount_cents BIGINT NOT NULL
  -- What of the reversals the payout took into account.
  , netted_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, commission_id)
);

-- What became of the transfer, step by step.
CREATE TABLE payout_transfers (
    tenant_id TEXT NOT NULL
  -- Also the idempotency key.
  , payout_id TEXT NOT NULL
  -- Counted from 1.
  , step_no BIGINT NOT NULL
  -- planned, requested, unknown, failed, paid.
  , step TEXT NOT NULL
  -- recorded, stripe_connect, sepa_manual.
  , rail TEXT NOT NULL
  -- The provider's account; empty where staff pay by hand.
  , destination TEXT NOT NULL
  , provider_transfer_id TEXT
  -- What the provider said, or who confirmed.
  , reason TEXT NOT NULL
  , at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, step_no)
);

-- A payout ends once: paid, or released so that the next one carries its entries.
CREATE TABLE payout_ends (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  -- paid, released.
  , outcome TEXT NOT NULL
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id)
);

CREATE INDEX order_commissions_reserved ON order_commissions (tenant_id, payout_id)
WHERE payout_id IS NOT NULL AND paid_at IS NULL;
CREATE INDEX payouts_by_id ON payouts (payout_id);
CREATE INDEX payouts_by_time ON payouts (paid_at, payout_id);

CREATE TRIGGER payout_entries_no_update BEFORE UPDATE ON payout_entries FOR EACH ROW
EXECUTE FUNCTION refuse_change('what a payout reserved is append-only');
CREATE TRIGGER payout_entries_no_delete BEFORE DELETE ON payout_entries FOR EACH ROW
EXECUTE FUNCTION refuse_change('what a payout reserved is append-only');
CREATE TRIGGER payout_transfers_no_update BEFORE UPDATE ON payout_transfers FOR EACH ROW
EXECUTE FUNCTION refuse_change('the steps of a transfer are append-only');
CREATE TRIGGER payout_transfers_no_delete BEFORE DELETE ON payout_transfers FOR EACH ROW
EXECUTE FUNCTION refuse_change('the steps of a transfer are append-only');
CREATE TRIGGER payout_ends_no_update BEFORE UPDATE ON payout_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the end of a payout is append-only');
CREATE TRIGGER payout_ends_no_delete BEFORE DELETE ON payout_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the end of a payout is append-only');

DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY['payout_entries', 'payout_transfers', 'payout_ends'] LOOP
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
GRANT SELECT, INSERT ON payout_entries, payout_transfers, payout_ends TO mojo_tenant;
GRANT SELECT, INSERT ON payout_entries, payout_transfers, payout_ends TO mojo_ledger;

-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
-- What was paid before there were transfers was paid at once.
INSERT INTO payout_ends (tenant_id, payout_id, outcome, ended_at)
SELECT tenant_id, payout_id, 'paid', paid_at FROM payouts;
RESET ROLE;
