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
  , amount_cents INTEGER NOT NULL
  , opened_at INTEGER NOT NULL
  -- open, failed, expired, paid.
  , state TEXT NOT NULL
  -- The provider's; empty until the payment was made there.
  , provider_payment_id TEXT NOT NULL
  , paid_at INTEGER
  -- What people must look at; empty when there is nothing.
  , problem TEXT NOT NULL
  -- What the provider says was given back of the whole payment so far.
  , given_back_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id)
) STRICT;
CREATE UNIQUE INDEX checkouts_by_order ON checkouts (tenant_id, order_id);
CREATE INDEX checkouts_by_payment ON checkouts (provider_payment_id);
CREATE INDEX checkouts_by_time ON checkouts (tenant_id, opened_at, checkout_id);

-- The lines as they were offered; the order gets them unchanged.
CREATE TABLE checkout_lines (
    tenant_id TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  , line_no INTEGER NOT NULL
  , product_id TEXT NOT NULL
  , product_name TEXT NOT NULL
  , product_kind TEXT NOT NULL
  , is_platform_product INTEGER NOT NULL
  , commission_eligible INTEGER NOT NULL
  , net_cents INTEGER NOT NULL
  , vat_rate_bp INTEGER NOT NULL
  , gross_cents INTEGER NOT NULL
  , billing_interval TEXT
  , granted_stage INTEGER
  -- Of the net (C7, C8).
  , discount_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, checkout_id, line_no)
) STRICT;

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
  , amount_cents INTEGER NOT NULL
  , currency TEXT NOT NULL
  -- The provider's refund, or why a payment failed.
  , reference TEXT NOT NULL
  , happened_at INTEGER NOT NULL
  , received_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
) STRICT;
CREATE INDEX payment_events_by_payment ON payment_events (tenant_id, payment_id);
CREATE INDEX payment_events_by_time ON payment_events (tenant_id, received_at, event_id);

-- An event without an end waits for what must come before it.
CREATE TABLE payment_event_ends (
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  -- done, ignored, problem.
  , outcome TEXT NOT NULL
  , ended_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
) STRICT;

-- Money of a checkout that went back, by the provider's id of the refund or of the lost dispute.
CREATE TABLE payment_refunds (
    -- The seller.
    tenant_id TEXT NOT NULL
  , refund_id TEXT NOT NULL
  -- refund, dispute.
  , kind TEXT NOT NULL
  , checkout_id TEXT NOT NULL
  -- The money that went back, VAT included.
  , amount_cents INTEGER NOT NULL
  , refunded_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, refund_id)
) STRICT;
CREATE INDEX payment_refunds_by_checkout ON payment_refunds (tenant_id, checkout_id);

CREATE TRIGGER checkouts_terms BEFORE UPDATE OF tenant_id, checkout_id, order_id, customer_user_id,
    billing_country, currency, amount_cents, opened_at ON checkouts
BEGIN SELECT RAISE(ABORT, 'the terms of a checkout are append-only'); END;
CREATE TRIGGER checkouts_paid_stays BEFORE UPDATE OF state, paid_at, provider_payment_id ON checkouts
WHEN OLD.state = 'paid'
BEGIN SELECT RAISE(ABORT, 'a paid checkout is append-only'); END;
CREATE TRIGGER checkouts_no_delete BEFORE DELETE ON checkouts
BEGIN SELECT RAISE(ABORT, 'checkouts are never deleted'); END;
CREATE TRIGGER checkout_lines_no_update BEFORE UPDATE ON checkout_lines
BEGIN SELECT RAISE(ABORT, 'the lines of a checkout are append-only'); END;
CREATE TRIGGER checkout_lines_no_delete BEFORE DELETE ON checkout_lines
BEGIN SELECT RAISE(ABORT, 'the lines of a checkout are append-only'); END;
CREATE TRIGGER payment_events_no_update BEFORE UPDATE ON payment_events
BEGIN SELECT RAISE(ABORT, 'what the provider told is append-only'); END;
CREATE TRIGGER payment_events_no_delete BEFORE DELETE ON payment_events
BEGIN SELECT RAISE(ABORT, 'what the provider told is append-only'); END;
CREATE TRIGGER payment_event_ends_no_update BEFORE UPDATE ON payment_event_ends
BEGIN SELECT RAISE(ABORT, 'the ends of events are append-only'); END;
CREATE TRIGGER payment_event_ends_no_delete BEFORE DELETE ON payment_event_ends
BEGIN SELECT RAISE(ABORT, 'the ends of events are append-only'); END;
CREATE TRIGGER payment_refunds_no_update BEFORE UPDATE ON payment_refunds
BEGIN SELECT RAISE(ABORT, 'refunds by the provider are append-only'); END;
CREATE TRIGGER payment_refunds_no_delete BEFORE DELETE ON payment_refunds
BEGIN SELECT RAISE(ABORT, 'refunds by the provider are append-only'); END;
