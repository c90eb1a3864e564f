-- Purchases that are paid through the payment provider, and what the provider told of them.
CREATE TABLE checkouts (
    -- The seller.
    tenant_id TEXT NOT NULL
  -- Also the idempotency key of the payment.
  , checkout_id TEXT NOT NULL
  -- The order that it becomes; follows from the checkout.
  , order_id TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  , billing_country TEXT
  , currency TEXT NOT NULL
  -- What the customer pays: with VAT, without what is granted as a discount (C7, C8).
  , amount_cents BIGINT NOT NULL
  , opened_at BIGINT NOT NULL
  -- open, failed, expired, paid.
  , state TEXT NOT NULL
  -- The provider's; empty until the payment was made there.
  , provider_payment_id TEXT NOT NULL
  , paid_at BIGINT
  -- What people must look at; empty when there is nothing.
  , problem TEXT NOT NULL
  -- What the provider says was given back of the whole payment so far.
  , given_back_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id)
);
CREATE UNIQUE INDEX checkouts_by_order ON checkouts (tenant_id, order_id);
CREATE INDEX checkouts_by_payment ON checkouts (provider_payment_id);
CREATE INDEX checkouts_by_time ON checkouts (tenant_id, opened_at, checkout_id);

-- The lines as they were offered; the order gets them unchanged.
CREATE TABLE checkout_lines (
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , line_no BIGINT NOT NULL
  , product_id TEXT NOT NULL
  , product_name TEXT NOT NULL
  , product_kind TEXT NOT NULL
  , is_platform_product BIGINT NOT NULL
  , commission_eligible BIGINT NOT NULL
  , net_cents BIGINT NOT NULL
  , vat_rate_bp BIGINT NOT NULL
  , gross_cents BIGINT NOT NULL
  , billing_interval TEXT
  , granted_stage BIGINT
  -- Of the net (C7, C8).
  , discount_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id, line_no)
);

-- What the provider told, once for each of its ids; of the text only the hash is kept. The tenant is
-- MOJO LLC, whose account at the provider it is.
CREATE TABLE payment_events (
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , body_hash TEXT NOT NULL
  -- The provider's payment.
  , payment_id TEXT NOT NULL
  -- What the payment says that it is for.
  , seller_tenant_id TEXT
  , checkout_id TEXT
  , amount_cents BIGINT NOT NULL
  , currency TEXT NOT NULL
  -- The provider's refund, or why a payment failed.
  , reference TEXT NOT NULL
  , happened_at BIGINT NOT NULL
  , received_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX payment_events_by_payment ON payment_events (tenant_id, payment_id);
CREATE INDEX payment_events_by_time ON payment_events (tenant_id, received_at, event_id);

-- An event without an end waits for what must come before it.
CREATE TABLE payment_event_ends (
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  -- done, ignored, problem.
  , outcome TEXT NOT NULL
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
);

-- Money of a checkout that went back, by the provider's id of the refund or of the lost dispute.
CREATE TABLE payment_refunds (
    -- The seller.
    tenant_id TEXT NOT NULL
  , refund_id TEXT NOT NULL
  -- refund, dispute.
  , kind TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  -- The money that went back, VAT included.
  , amount_cents BIGINT NOT NULL
  , refunded_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, refund_id)
);
CREATE INDEX payment_refunds_by_checkout ON payment_refunds (tenant_id, checkout_id);

CREATE TRIGGER checkouts_terms BEFORE UPDATE OF tenant_id, checkout_id, order_id, customer_user_id,
    billing_country, currency, amount_cents, opened_at ON checkouts FOR EACH ROW
EXECUTE FUNCTION refuse_change('the terms of a checkout are append-only');
CREATE TRIGGER checkouts_paid_stays BEFORE UPDATE OF state, paid_at, provider_payment_id ON checkouts
FOR EACH ROW WHEN (OLD.state = 'paid')
EXECUTE FUNCTION refuse_change('a paid checkout is append-only');
CREATE TRIGGER checkouts_no_delete BEFORE DELETE ON checkouts FOR EACH ROW
EXECUTE FUNCTION refuse_change('checkouts are never deleted');
CREATE TRIGGER checkout_lines_no_update BEFORE UPDATE ON checkout_lines FOR EACH ROW
EXECUTE FUNCTION refuse_change('the lines of a checkout are append-only');
CREATE TRIGGER checkout_lines_no_delete BEFORE DELETE ON checkout_lines FOR EACH ROW
EXECUTE FUNCTION refuse_change('the lines of a checkout are append-only');
CREATE TRIGGER payment_events_no_update BEFORE UPDATE ON payment_events FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');
CREATE TRIGGER payment_events_no_delete BEFORE DELETE ON payment_events FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');
CREATE TRIGGER payment_event_ends_no_update BEFORE UPDATE ON payment_event_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of events are append-only');
CREATE TRIGGER payment_event_ends_no_delete BEFORE DELETE ON payment_event_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of events are append-only');
CREATE TRIGGER payment_refunds_no_update BEFORE UPDATE ON payment_refunds FOR EACH ROW
EXECUTE FUNCTION refuse_change('refunds by the provider are append-only');
CREATE TRIGGER payment_refunds_no_delete BEFORE DELETE ON payment_refunds FOR EACH ROW
EXECUTE FUNCTION refuse_change('refunds by the provider are append-only');

ALTER TABLE checkouts ENABLE ROW LEVEL SECURITY;
ALTER TABLE checkouts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON checkouts TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON checkouts TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON checkouts TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON checkouts TO mojo_tenant;

ALTER TABLE checkout_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE checkout_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON checkout_lines TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON checkout_lines TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON checkout_lines TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON checkout_lines TO mojo_tenant;

ALTER TABLE payment_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_events TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_events TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_events TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_events TO mojo_tenant;

ALTER TABLE payment_event_ends ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_event_ends FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_event_ends TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_event_ends TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_event_ends TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_event_ends TO mojo_tenant;

ALTER TABLE payment_refunds ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_refunds FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payment_refunds TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payment_refunds TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payment_refunds TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_refunds TO mojo_tenant;
