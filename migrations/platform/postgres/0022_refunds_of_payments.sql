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
  , amount_cents BIGINT NOT NULL
  , asked_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, refund_key)
);
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
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, refund_key)
);

-- Refunds that did not go through, also after they were told as made.
CREATE TABLE payment_refund_failures (
    -- The seller.
    tenant_id TEXT NOT NULL
  -- The provider's.
  , refund_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , amount_cents BIGINT NOT NULL
  , failed_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, refund_id)
);
CREATE INDEX payment_refund_failures_by_checkout ON payment_refund_failures (tenant_id, checkout_id);

-- What was given back of a whole payment, as the provider told it at an instant.
CREATE TABLE payment_totals (
    -- The seller.
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , amount_cents BIGINT NOT NULL
  , told_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id, amount_cents, told_at)
);

CREATE TRIGGER asked_refunds_no_update BEFORE UPDATE ON asked_refunds FOR EACH ROW
EXECUTE FUNCTION refuse_change('refunds that were asked for are append-only');
CREATE TRIGGER asked_refunds_no_delete BEFORE DELETE ON asked_refunds FOR EACH ROW
EXECUTE FUNCTION refuse_change('refunds that were asked for are append-only');
CREATE TRIGGER asked_refund_ends_no_update BEFORE UPDATE ON asked_refund_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of refunds that were asked for are append-only');
CREATE TRIGGER asked_refund_ends_no_delete BEFORE DELETE ON asked_refund_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of refunds that were asked for are append-only');
CREATE TRIGGER payment_refund_failures_no_update BEFORE UPDATE ON payment_refund_failures FOR EACH ROW
EXECUTE FUNCTION refuse_change('failed refunds are append-only');
CREATE TRIGGER payment_refund_failures_no_delete BEFORE DELETE ON payment_refund_failures FOR EACH ROW
EXECUTE FUNCTION refuse_change('failed refunds are append-only');
CREATE TRIGGER payment_totals_no_update BEFORE UPDATE ON payment_totals FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');
CREATE TRIGGER payment_totals_no_delete BEFORE DELETE ON payment_totals FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');

ALTER TABLE asked_refunds ENABLE ROW LEVEL SECURITY;
ALTER TABLE asked_refunds FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON asked_refunds TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON asked_refunds TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON asked_refunds TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON asked_refunds TO mojo_tenant;

ALTER TABLE asked_refund_ends ENABLE ROW LEVEL SECURITY;
ALTER TABLE asked_refund_ends FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON asked_refund_ends TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON asked_refund_ends TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON asked_refund_ends TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON asked_refund_ends TO mojo_tenant;

ALTER TABLE payment_refund_failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_refund_failures FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_refund_failures TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_refund_failures TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_refund_failures TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_refund_failures TO mojo_tenant;

ALTER TABLE payment_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_totals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_totals TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_totals TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON payment_totals TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_totals TO mojo_tenant;

-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
INSERT INTO payment_totals (tenant_id, checkout_id, amount_cents, told_at)
SELECT tenant_id, checkout_id, given_back_cents, opened_at FROM checkouts WHERE given_back_cents > 0;
RESET ROLE;
