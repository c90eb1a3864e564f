-- Disputes of payments at the provider: the customer's bank asks for the money back. The commissions of the
-- order are frozen, for each of their recipients, until the provider tells how it ended.
CREATE TABLE payment_disputes (
    -- The recipient of a commission.
    tenant_id TEXT NOT NULL
  -- The provider's.
  , dispute_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , opened_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
) STRICT;

-- A dispute ends once.
CREATE TABLE payment_dispute_ends (
    tenant_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  -- won, lost.
  , outcome TEXT NOT NULL
  , ended_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
) STRICT;

CREATE TRIGGER payment_disputes_no_update BEFORE UPDATE ON payment_disputes
BEGIN SELECT RAISE(ABORT, 'disputes of payments are append-only'); END;
CREATE TRIGGER payment_disputes_no_delete BEFORE DELETE ON payment_disputes
BEGIN SELECT RAISE(ABORT, 'disputes of payments are append-only'); END;
CREATE TRIGGER payment_dispute_ends_no_update BEFORE UPDATE ON payment_dispute_ends
BEGIN SELECT RAISE(ABORT, 'the ends of disputes of payments are append-only'); END;
CREATE TRIGGER payment_dispute_ends_no_delete BEFORE DELETE ON payment_dispute_ends
BEGIN SELECT RAISE(ABORT, 'the ends of disputes of payments are append-only'); END;
