-- Refunds of payments come to the truth: each one is kept before it is asked for, one that did not go
-- through is counted no more, and why people must look at an event is told.

-- Why people must look at it; empty where they need not.
ALTER TABLE payment_event_ends ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- A refund that is wanted, kept before the provider is asked.
CREATE TABLE asked_refunds (
    -- The seller.
    tenant_id TEXT NOT NULL
  -- Also the idempotency key; the refund at the provider names it.
  , refund_key TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  -- The money to give back, VAT included.
  , amount_cents INTEGER NOT NULL
  , asked_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, refund_key)
) STRICT;
CREATE INDEX asked_refunds_by_checkout ON asked_refunds (tenant_id, checkout_id);

-- What the provider answered; without it nobody knows yet.
CREATE TABLE asked_refund_ends (
    tenant_id TEXT NOT NULL
  , refund_key TEXT NOT NULL
  -- made, refused.
  , outcome TEXT NOT NULL
  -- Empty where none was made.
  , provider_refund_id TEXT NOT NULL
  -- Why it was refused.
  , reason TEXT NOT NULL
  , ended_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, refund_key)
) STRICT;

-- Refunds that did not go through, also after they were told as made.
CREATE TABLE payment_refund_failures (
    -- The seller.
    tenant_id TEXT NOT NULL
  -- The provider's.
  , refund_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , amount_cents INTEGER NOT NULL
  , failed_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, refund_id)
) STRICT;
CREATE INDEX payment_refund_failures_by_checkout ON payment_refund_failures (tenant_id, checkout_id);

-- What was given back of a whole payment, as the provider told it at an instant.
CREATE TABLE payment_totals (
    -- The seller.
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , amount_cents INTEGER NOT NULL
  , told_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id, amount_cents, told_at)
) STRICT;
INSERT INTO payment_totals (tenant_id, checkout_id, amount_cents, told_at)
SELECT tenant_id, checkout_id, given_back_cents, opened_at FROM checkouts WHERE given_back_cents > 0;

CREATE TRIGGER asked_refunds_no_update BEFORE UPDATE ON asked_refunds
BEGIN SELECT RAISE(ABORT, 'refunds that were asked for are append-only'); END;
CREATE TRIGGER asked_refunds_no_delete BEFORE DELETE ON asked_refunds
BEGIN SELECT RAISE(ABORT, 'refunds that were asked for are append-only'); END;
CREATE TRIGGER asked_refund_ends_no_update BEFORE UPDATE ON asked_refund_ends
BEGIN SELECT RAISE(ABORT, 'the ends of refunds that were asked for are append-only'); END;
CREATE TRIGGER asked_refund_ends_no_delete BEFORE DELETE ON asked_refund_ends
BEGIN SELECT RAISE(ABORT, 'the ends of refunds that were asked for are append-only'); END;
CREATE TRIGGER payment_refund_failures_no_update BEFORE UPDATE ON payment_refund_failures
BEGIN SELECT RAISE(ABORT, 'failed refunds are append-only'); END;
CREATE TRIGGER payment_refund_failures_no_delete BEFORE DELETE ON payment_refund_failures
BEGIN SELECT RAISE(ABORT, 'failed refunds are append-only'); END;
CREATE TRIGGER payment_totals_no_update BEFORE UPDATE ON payment_totals
BEGIN SELECT RAISE(ABORT, 'what the provider told is append-only'); END;
CREATE TRIGGER payment_totals_no_delete BEFORE DELETE ON payment_totals
BEGIN SELECT RAISE(ABORT, 'what the provider told is append-only'); END;
