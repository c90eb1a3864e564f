-- What is paid again and again: subscriptions of customers and of tenants, their paid periods, and what the
-- payment provider told of them.
CREATE TABLE subscriptions (
    -- The seller.
    tenant_id TEXT NOT NULL
  -- The keys of the provider's idempotency follow from it.
  , subscription_id TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  -- The tenant that the customer subscribes for; NULL for somebody's own.
  , buyer_tenant_id TEXT
  , billing_country TEXT
  , currency TEXT NOT NULL
  -- month, year.
  , billing_interval TEXT NOT NULL
  -- What the customer pays: with VAT, without what is granted as a discount (C7, C8); for the first period
  -- and for each one after it.
  , first_amount_cents BIGINT NOT NULL
  , amount_cents BIGINT NOT NULL
  , opened_at BIGINT NOT NULL
  -- open, active, past_due, ended; the provider's latest word, and when it said so.
  , state TEXT NOT NULL
  , told_at BIGINT NOT NULL
  -- The provider's; empty until they were made there.
  , provider_customer_id TEXT NOT NULL
  , provider_subscription_id TEXT NOT NULL
  -- 0 or 1: it is not renewed after the period that is paid.
  , ends_with_period BIGINT NOT NULL
  , ended_at BIGINT
  -- The invoice whose payment failed last, and when the provider tries again; empty when none is unpaid.
  , failed_invoice_id TEXT NOT NULL
  , failed_at BIGINT
  , next_attempt_at BIGINT
  -- What people must look at; empty when there is nothing.
  , problem TEXT NOT NULL
  , PRIMARY KEY (tenant_id, subscription_id)
);
CREATE INDEX subscriptions_by_time ON subscriptions (tenant_id, opened_at, subscription_id);
CREATE INDEX subscriptions_by_id ON subscriptions (subscription_id);
CREATE INDEX subscriptions_by_buyer ON subscriptions (buyer_tenant_id, opened_at);
CREATE INDEX subscriptions_by_customer ON subscriptions (customer_user_id, opened_at);

-- What was agreed; the orders of all periods get it unchanged.
CREATE TABLE subscription_lines (
    tenant_id TEXT NOT NULL
  , subscription_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  , product_name TEXT NOT NULL
  , product_kind TEXT NOT NULL
  , is_platform_product BIGINT NOT NULL
  , commission_eligible BIGINT NOT NULL
  , net_cents BIGINT NOT NULL
  , vat_rate_bp BIGINT NOT NULL
  , gross_cents BIGINT NOT NULL
  , granted_stage BIGINT
  -- Of the net (C7, C8), for the first period and for each one after it.
  , first_discount_cents BIGINT NOT NULL
  , discount_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, subscription_id)
);

-- A period that was paid: one for each invoice of the provider, however often it is told.
CREATE TABLE subscription_periods (
    -- The seller.
    tenant_id TEXT NOT NULL
  , provider_invoice_id TEXT NOT NULL
  , subscription_id TEXT NOT NULL
  -- The checkout that holds the payment and what goes back of it, and the order of the period.
  , checkout_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  -- 0 for the first period.
  , is_renewal BIGINT NOT NULL
  , starts_at BIGINT NOT NULL
  , ends_at BIGINT NOT NULL
  , paid_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, provider_invoice_id)
);
CREATE UNIQUE INDEX subscription_periods_by_invoice ON subscription_periods (provider_invoice_id);
CREATE UNIQUE INDEX subscription_periods_by_order ON subscription_periods (order_id);
CREATE INDEX subscription_periods_by_subscription
    ON subscription_periods (tenant_id, subscription_id, starts_at);

-- Who wants a subscription to end, kept before the provider is asked.
CREATE TABLE subscription_cancellations (
    -- The seller.
    tenant_id TEXT NOT NULL
  , subscription_id TEXT NOT NULL
  -- period_end, now.
  , kind TEXT NOT NULL
  , user_id TEXT NOT NULL
  -- Empty where nobody had to give one.
  , reason TEXT NOT NULL
  , asked_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, subscription_id, kind)
);

-- A cancellation without an end is asked for again.
CREATE TABLE subscription_cancellation_ends (
    tenant_id TEXT NOT NULL
  , subscription_id TEXT NOT NULL
  , kind TEXT NOT NULL
  -- done, refused.
  , outcome TEXT NOT NULL
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, subscription_id, kind)
);

-- What the provider told of subscriptions, once for each of its ids; of the text only the hash is kept. The
-- tenant is MOJO LLC, whose account at the provider it is.
CREATE TABLE subscription_events (
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , body_hash TEXT NOT NULL
  -- What the provider's subscription says that it is for.
  , seller_tenant_id TEXT NOT NULL
  , subscription_id TEXT NOT NULL
  , provider_subscription_id TEXT NOT NULL
  -- Of an invoice; empty, 0 and NULL where the event tells of none.
  , provider_invoice_id TEXT NOT NULL
  , payment_id TEXT NOT NULL
  , amount_cents BIGINT NOT NULL
  , currency TEXT NOT NULL
  , is_renewal BIGINT NOT NULL
  , starts_at BIGINT
  , ends_at BIGINT
  , next_attempt_at BIGINT
  -- Of the subscription; empty and 0 where the event tells of an invoice.
  , state TEXT NOT NULL
  , ends_with_period BIGINT NOT NULL
  , happened_at BIGINT NOT NULL
  , received_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX subscription_events_by_subscription
    ON subscription_events (tenant_id, subscription_id, happened_at);
CREATE INDEX subscription_events_by_time ON subscription_events (tenant_id, received_at, event_id);

-- An event without an end waits for what must come before it.
CREATE TABLE subscription_event_ends (
    tenant_id TEXT NOT NULL
  , event_id TEXT NOT NULL
  -- done, ignored, problem.
  , outcome TEXT NOT NULL
  , ended_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, event_id)
);

CREATE TRIGGER subscriptions_terms BEFORE UPDATE OF tenant_id, subscription_id,
    customer_user_id, buyer_tenant_id, billing_country, currency, billing_interval, first_amount_cents,
    amount_cents, opened_at ON subscriptions FOR EACH ROW
EXECUTE FUNCTION refuse_change('the terms of a subscription are append-only');
CREATE TRIGGER subscriptions_end_stays BEFORE UPDATE OF state, ended_at ON subscriptions
FOR EACH ROW WHEN (OLD.state = 'ended')
EXECUTE FUNCTION refuse_change('the end of a subscription is append-only');
CREATE TRIGGER subscriptions_no_delete BEFORE DELETE ON subscriptions FOR EACH ROW
EXECUTE FUNCTION refuse_change('subscriptions are never deleted');
CREATE TRIGGER subscription_lines_no_update BEFORE UPDATE ON subscription_lines FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was agreed is append-only');
CREATE TRIGGER subscription_lines_no_delete BEFORE DELETE ON subscription_lines FOR EACH ROW
EXECUTE FUNCTION refuse_change('what was agreed is append-only');
CREATE TRIGGER subscription_periods_no_update BEFORE UPDATE ON subscription_periods FOR EACH ROW
EXECUTE FUNCTION refuse_change('paid periods are append-only');
CREATE TRIGGER subscription_periods_no_delete BEFORE DELETE ON subscription_periods FOR EACH ROW
EXECUTE FUNCTION refuse_change('paid periods are append-only');
CREATE TRIGGER subscription_cancellations_no_update BEFORE UPDATE ON subscription_cancellations FOR EACH ROW
EXECUTE FUNCTION refuse_change('cancellations are append-only');
CREATE TRIGGER subscription_cancellations_no_delete BEFORE DELETE ON subscription_cancellations FOR EACH ROW
EXECUTE FUNCTION refuse_change('cancellations are append-only');
CREATE TRIGGER subscription_cancellation_ends_no_update BEFORE UPDATE ON subscription_cancellation_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of cancellations are append-only');
CREATE TRIGGER subscription_cancellation_ends_no_delete BEFORE DELETE ON subscription_cancellation_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of cancellations are append-only');
CREATE TRIGGER subscription_events_no_update BEFORE UPDATE ON subscription_events FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');
CREATE TRIGGER subscription_events_no_delete BEFORE DELETE ON subscription_events FOR EACH ROW
EXECUTE FUNCTION refuse_change('what the provider told is append-only');
CREATE TRIGGER subscription_event_ends_no_update BEFORE UPDATE ON subscription_event_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of events are append-only');
CREATE TRIGGER subscription_event_ends_no_delete BEFORE DELETE ON subscription_event_ends FOR EACH ROW
EXECUTE FUNCTION refuse_change('the ends of events are append-only');

ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscriptions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON subscriptions TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON subscriptions TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON subscriptions TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE ON subscriptions TO mojo_tenant;

ALTER TABLE subscription_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON subscription_lines TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON subscription_lines TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON subscription_lines TO mojo_ledger;
GRANT SELECT, INSERT ON subscription_lines TO mojo_tenant;

ALTER TABLE subscription_periods ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_periods FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON subscription_periods TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON subscription_periods TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON subscription_periods TO mojo_ledger;
GRANT SELECT, INSERT ON subscription_periods TO mojo_tenant;

ALTER TABLE subscription_cancellations ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_cancellations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON subscription_cancellations TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON subscription_cancellations TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON subscription_cancellations TO mojo_ledger;
GRANT SELECT, INSERT ON subscription_cancellations TO mojo_tenant;

ALTER TABLE subscription_cancellation_ends ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_cancellation_ends FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON subscription_cancellation_ends TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON subscription_cancellation_ends TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON subscription_cancellation_ends TO mojo_ledger;
GRANT SELECT, INSERT ON subscription_cancellation_ends TO mojo_tenant;

ALTER TABLE subscription_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON subscription_events TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON subscription_events TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON subscription_events TO mojo_ledger;
GRANT SELECT, INSERT ON subscription_events TO mojo_tenant;

ALTER TABLE subscription_event_ends ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription_event_ends FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON subscription_event_ends TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON subscription_event_ends TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON subscription_event_ends TO mojo_ledger;
GRANT SELECT, INSERT ON subscription_event_ends TO mojo_tenant;
