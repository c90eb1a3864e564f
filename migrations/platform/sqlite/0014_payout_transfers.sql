-- How a payout becomes money: its entries are reserved, its transfer is asked, its end is recorded.
-- What was reserved: commissions that are paid by it, and what it takes back of earlier ones.
CREATE TABLE payout_entries (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  -- Its part of the payout; negative for what is taken back (C12).
  , amount_cents INTEGER NOT NULL
  -- What of the reversals the payout took into account.
  , netted_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, commission_id)
) STRICT;

-- What became of the transfer, step by step.
CREATE TABLE payout_transfers (
    tenant_id TEXT NOT NULL
  -- Also the idempotency key.
  , payout_id TEXT NOT NULL
  -- Counted from 1.
  , step_no INTEGER NOT NULL
  -- planned, requested, unknown, failed, paid.
  , step TEXT NOT NULL
  -- recorded, stripe_connect, sepa_manual.
  , rail TEXT NOT NULL
  -- The provider's account; empty where staff pay by hand.
  , destination TEXT NOT NULL
  , provider_transfer_id TEXT
  -- What the provider said, or who confirmed.
  , reason TEXT NOT NULL
  , at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, step_no)
) STRICT;

-- A payout ends once: paid, or released so that the next one carries its entries.
CREATE TABLE payout_ends (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  -- paid, released.
  , outcome TEXT NOT NULL
  , ended_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id)
) STRICT;

CREATE INDEX order_commissions_reserved ON order_commissions (tenant_id, payout_id)
WHERE payout_id IS NOT NULL AND paid_at IS NULL;
CREATE INDEX payouts_by_id ON payouts (payout_id);
CREATE INDEX payouts_by_time ON payouts (paid_at, payout_id);

-- What was paid before there were transfers was paid at once.
INSERT INTO payout_ends (tenant_id, payout_id, outcome, ended_at)
SELECT tenant_id, payout_id, 'paid', paid_at FROM payouts;

CREATE TRIGGER payout_entries_no_update BEFORE UPDATE ON payout_entries
BEGIN SELECT RAISE(ABORT, 'what a payout reserved is append-only'); END;
CREATE TRIGGER payout_entries_no_delete BEFORE DELETE ON payout_entries
BEGIN SELECT RAISE(ABORT, 'what a payout reserved is append-only'); END;
CREATE TRIGGER payout_transfers_no_update BEFORE UPDATE ON payout_transfers
BEGIN SELECT RAISE(ABORT, 'the steps of a transfer are append-only'); END;
CREATE TRIGGER payout_transfers_no_delete BEFORE DELETE ON payout_transfers
BEGIN SELECT RAISE(ABORT, 'the steps of a transfer are append-only'); END;
CREATE TRIGGER payout_ends_no_update BEFORE UPDATE ON payout_ends
BEGIN SELECT RAISE(ABORT, 'the end of a payout is append-only'); END;
CREATE TRIGGER payout_ends_no_delete BEFORE DELETE ON payout_ends
BEGIN SELECT RAISE(ABORT, 'the end of a payout is append-only'); END;
