-- What is sold, who recruited whom, and the ledger of commissions (S1 8.1), partitioned by
-- recipient. MOJO LLC is a tenant row with a fixed id, so that it can lead a key. Four tables
-- belong to no tenant: `regions`, whose rows are the locks of exclusivity, `customers`,
-- `first_purchases`, whose key decides who was first, and `order_ids`.
CREATE TABLE products (
    -- The seller; a platform product is sold by MOJO LLC.
    tenant_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  , is_platform_product BIGINT NOT NULL
  , name TEXT NOT NULL
  , price_net_cents BIGINT NOT NULL
  , currency TEXT NOT NULL
  , vat_rate_bp BIGINT NOT NULL
  -- 1 to 6 for platform products.
  , user_journey_level BIGINT
  -- 0 for a healing service (section 299a StGB).
  , commission_eligible BIGINT NOT NULL
  , created_at BIGINT NOT NULL
  , retired_at BIGINT
  , PRIMARY KEY (tenant_id, product_id)
);

CREATE TABLE regions (
    country TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE regional_agreements (
    -- The distributor.
    tenant_id TEXT NOT NULL
  , agreement_id TEXT NOT NULL
  -- JSON array of ISO 3166-1 codes.
  , region_codes TEXT NOT NULL
  , commission_percent TEXT NOT NULL
  , applies_to TEXT NOT NULL
  , valid_from TEXT NOT NULL
  , valid_until TEXT
  , contract_signed_at BIGINT
  , contract_document_url TEXT
  , created_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, agreement_id)
);

CREATE TABLE customers (
    customer_user_id TEXT NOT NULL PRIMARY KEY
  -- The tenant that the customer buys for.
  , buyer_tenant_id TEXT
  -- The country of the first order that had one.
  , first_country TEXT
  , created_at BIGINT NOT NULL
);

CREATE TABLE customer_attributions (
    -- Who recruited the customer.
    tenant_id TEXT NOT NULL
  , attribution_id TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  , attributed_at BIGINT NOT NULL
  , first_purchase_at BIGINT
  , attribution_expires_at BIGINT NOT NULL
  -- affiliate_code, referral, direct.
  , source TEXT NOT NULL
  , source_ref TEXT
  , created_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, attribution_id)
);
CREATE INDEX customer_attributions_by_customer
    ON customer_attributions (customer_user_id, attributed_at);

CREATE TABLE first_purchases (
    customer_user_id TEXT NOT NULL PRIMARY KEY
  , order_id TEXT NOT NULL
  , purchased_at BIGINT NOT NULL
);

-- Who holds an order id: clients draw them, and one id is one order of one seller.
CREATE TABLE order_ids (
    order_id TEXT NOT NULL PRIMARY KEY
  , seller_tenant_id TEXT NOT NULL
);

CREATE TABLE orders (
    -- The seller.
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , order_number TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  , ordered_at BIGINT NOT NULL
  -- As on the order, and as it counts.
  , billing_country TEXT
  , resolved_country TEXT
  , currency TEXT NOT NULL
  , is_renewal BIGINT NOT NULL
  , is_via_connect BIGINT NOT NULL
  , is_first_purchase BIGINT NOT NULL
  , recorded_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, order_id)
);
CREATE INDEX orders_by_id ON orders (order_id);
CREATE INDEX orders_by_time ON orders (tenant_id, ordered_at, order_id);

CREATE TABLE order_lines (
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no BIGINT NOT NULL
  , product_id TEXT NOT NULL
  , product_name TEXT NOT NULL
  , is_platform_product BIGINT NOT NULL
  , commission_eligible BIGINT NOT NULL
  , net_cents BIGINT NOT NULL
  , vat_rate_bp BIGINT NOT NULL
  , gross_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, order_id, line_no)
);
CREATE INDEX order_lines_by_order ON order_lines (order_id, line_no);

CREATE TABLE order_refunds (
    tenant_id TEXT NOT NULL
  , refund_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no BIGINT NOT NULL
  , refunded_at BIGINT NOT NULL
  , net_cents BIGINT NOT NULL
  -- Of the line by all refunds so far.
  , refunded_net_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, refund_id)
);
CREATE INDEX order_refunds_by_id ON order_refunds (refund_id);
CREATE INDEX order_refunds_by_line ON order_refunds (tenant_id, order_id, line_no);

-- What the seller's transaction leaves for the ledger: order_settled, order_refunded.
CREATE TABLE internal_facts (
    tenant_id TEXT NOT NULL
  , fact_id TEXT NOT NULL
  , kind TEXT NOT NULL
  -- The order, or the refund.
  , subject_id TEXT NOT NULL
  , happened_at BIGINT NOT NULL
  , done_at BIGINT
  , PRIMARY KEY (tenant_id, fact_id)
);
CREATE INDEX internal_facts_open ON internal_facts (done_at, happened_at, fact_id);

CREATE TABLE order_commissions (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  , seller_tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no BIGINT NOT NULL
  , order_number TEXT NOT NULL
  , product_name TEXT NOT NULL
  -- A pseudonym (Art. 9 GDPR).
  , customer TEXT NOT NULL
  , billing_country TEXT
  , commission_type TEXT NOT NULL
  , percent TEXT NOT NULL
  , base_cents BIGINT NOT NULL
  , amount_cents BIGINT NOT NULL
  , currency TEXT NOT NULL
  -- payout, discount, retained.
  , settled_as TEXT NOT NULL
  , ordered_at BIGINT NOT NULL
  , approves_at BIGINT NOT NULL
  , reversed_cents BIGINT NOT NULL DEFAULT 0
  , refunded_net_cents BIGINT NOT NULL DEFAULT 0
  -- What of the reversals was taken into account by payouts.
  , netted_cents BIGINT NOT NULL DEFAULT 0
  , payout_id TEXT
  , paid_at BIGINT
  , forfeited_at BIGINT
  , created_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, commission_id)
  , UNIQUE (tenant_id, order_id, line_no, commission_type)
);
CREATE INDEX order_commissions_by_time ON order_commissions (tenant_id, ordered_at, commission_id);
CREATE INDEX order_commissions_by_order ON order_commissions (order_id, line_no);

CREATE TABLE commission_reversals (
    tenant_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  , refund_id TEXT NOT NULL
  , reversed_at BIGINT NOT NULL
  , reversed_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, commission_id, refund_id)
);

CREATE TABLE payouts (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , paid_at BIGINT NOT NULL
  , amount_cents BIGINT NOT NULL
  , currency TEXT NOT NULL
  -- monthly, final.
  , kind TEXT NOT NULL
  -- The month in Berlin: one payout of a kind a month, however often the run is started.
  , period TEXT NOT NULL
  , clawback_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id)
  , UNIQUE (tenant_id, currency, kind, period)
);

CREATE TRIGGER order_commissions_only_life BEFORE UPDATE ON order_commissions FOR EACH ROW
WHEN (NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.commission_id IS DISTINCT FROM OLD.commission_id
  OR NEW.seller_tenant_id IS DISTINCT FROM OLD.seller_tenant_id
  OR NEW.order_id IS DISTINCT FROM OLD.order_id
  OR NEW.line_no IS DISTINCT FROM OLD.line_no
  OR NEW.order_number IS DISTINCT FROM OLD.order_number
  OR NEW.product_name IS DISTINCT FROM OLD.product_name
  OR NEW.customer IS DISTINCT FROM OLD.customer
  OR NEW.billing_country IS DISTINCT FROM OLD.billing_country
  OR NEW.commission_type IS DISTINCT FROM OLD.commission_type
  OR NEW.percent IS DISTINCT FROM OLD.percent
  OR NEW.base_cents IS DISTINCT FROM OLD.base_cents
  OR NEW.amount_cents IS DISTINCT FROM OLD.amount_cents
  OR NEW.currency IS DISTINCT FROM OLD.currency
  OR NEW.settled_as IS DISTINCT FROM OLD.settled_as
  OR NEW.ordered_at IS DISTINCT FROM OLD.ordered_at
  OR NEW.approves_at IS DISTINCT FROM OLD.approves_at
  OR NEW.created_at IS DISTINCT FROM OLD.created_at)
EXECUTE FUNCTION refuse_change('of a commission only its life is changed; it is append-only');
CREATE TRIGGER order_ids_no_update BEFORE UPDATE ON order_ids FOR EACH ROW
EXECUTE FUNCTION refuse_change('order ids are append-only');
CREATE TRIGGER order_ids_no_delete BEFORE DELETE ON order_ids FOR EACH ROW
EXECUTE FUNCTION refuse_change('order ids are append-only');
CREATE TRIGGER orders_no_update BEFORE UPDATE ON orders FOR EACH ROW
EXECUTE FUNCTION refuse_change('orders are append-only');
CREATE TRIGGER orders_no_delete BEFORE DELETE ON orders FOR EACH ROW
EXECUTE FUNCTION refuse_change('orders are append-only');
CREATE TRIGGER first_purchases_no_update BEFORE UPDATE ON first_purchases FOR EACH ROW
EXECUTE FUNCTION refuse_change('first purchases are append-only');
CREATE TRIGGER first_purchases_no_delete BEFORE DELETE ON first_purchases FOR EACH ROW
EXECUTE FUNCTION refuse_change('first purchases are append-only');
CREATE TRIGGER order_lines_no_update BEFORE UPDATE ON order_lines FOR EACH ROW
EXECUTE FUNCTION refuse_change('order lines are append-only');
CREATE TRIGGER order_lines_no_delete BEFORE DELETE ON order_lines FOR EACH ROW
EXECUTE FUNCTION refuse_change('order lines are append-only');
CREATE TRIGGER order_refunds_no_update BEFORE UPDATE ON order_refunds FOR EACH ROW
EXECUTE FUNCTION refuse_change('refunds are append-only');
CREATE TRIGGER order_refunds_no_delete BEFORE DELETE ON order_refunds FOR EACH ROW
EXECUTE FUNCTION refuse_change('refunds are append-only');
CREATE TRIGGER order_commissions_no_delete BEFORE DELETE ON order_commissions FOR EACH ROW
EXECUTE FUNCTION refuse_change('commissions are never deleted');
CREATE TRIGGER commission_reversals_no_update BEFORE UPDATE ON commission_reversals FOR EACH ROW
EXECUTE FUNCTION refuse_change('reversals are append-only');
CREATE TRIGGER commission_reversals_no_delete BEFORE DELETE ON commission_reversals FOR EACH ROW
EXECUTE FUNCTION refuse_change('reversals are append-only');
CREATE TRIGGER payouts_no_update BEFORE UPDATE ON payouts FOR EACH ROW
EXECUTE FUNCTION refuse_change('payouts are append-only');
CREATE TRIGGER payouts_no_delete BEFORE DELETE ON payouts FOR EACH ROW
EXECUTE FUNCTION refuse_change('payouts are append-only');

-- The second wall: a transaction takes one of two roles. `mojo_tenant` sees the rows of the tenant
-- named in `app.tenant_id` (none named: an error), `mojo_ledger` works across tenants.
DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'products'
      , 'regional_agreements'
      , 'customer_attributions'
      , 'orders'
      , 'order_lines'
      , 'order_refunds'
      , 'internal_facts'
      , 'order_commissions'
      , 'commission_reversals'
      , 'payouts'
    ] LOOP
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
GRANT SELECT, INSERT, UPDATE, DELETE ON
    products
  , regions
  , regional_agreements
  , customers
  , customer_attributions
  , first_purchases
  , orders
  , order_lines
  , order_refunds
  , internal_facts
  , order_commissions
  , commission_reversals
  , payouts
TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    products
  , regional_agreements
  , customer_attributions
  , orders
  , order_lines
  , order_refunds
  , internal_facts
  , order_commissions
  , commission_reversals
  , payouts
TO mojo_tenant;
GRANT SELECT, INSERT ON first_purchases TO mojo_tenant;
-- Who holds an id is for no tenant to read.
GRANT INSERT ON order_ids TO mojo_tenant;
GRANT SELECT, INSERT ON order_ids TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE ON customers TO mojo_tenant;
