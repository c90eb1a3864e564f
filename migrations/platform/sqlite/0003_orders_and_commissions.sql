-- What is sold, who recruited whom, and the ledger of commissions (S1 8.1), partitioned by
-- recipient. MOJO LLC is a tenant row with a fixed id, so that it can lead a key. Four tables
-- belong to no tenant: `regions`, whose rows are the locks of exclusivity, `customers`,
-- `first_purchases`, whose key decides who was first, and `order_ids`.
CREATE TABLE products (
    -- The seller; a platform product is sold by MOJO LLC.
    tenant_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  , is_platform_product INTEGER NOT NULL
  , name TEXT NOT NULL
  , price_net_cents INTEGER NOT NULL
  , currency TEXT NOT NULL
  , vat_rate_bp INTEGER NOT NULL
  -- 1 to 6 for platform products.
  , user_journey_level INTEGER
  -- 0 for a healing service (section 299a StGB).
  , commission_eligible INTEGER NOT NULL
  , created_at INTEGER NOT NULL
  , retired_at INTEGER
  , PRIMARY KEY (tenant_id, product_id)
) STRICT;

CREATE TABLE regions (
    country TEXT NOT NULL PRIMARY KEY
) STRICT;

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
  , contract_signed_at INTEGER
  , contract_document_url TEXT
  , created_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, agreement_id)
) STRICT;

CREATE TABLE customers (
    customer_user_id TEXT NOT NULL PRIMARY KEY
  -- The tenant that the customer buys for.
  , buyer_tenant_id TEXT
  -- The country of the first order that had one.
  , first_country TEXT
  , created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE customer_attributions (
    -- Who recruited the customer.
    tenant_id TEXT NOT NULL
  , attribution_id TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  , attributed_at INTEGER NOT NULL
  , first_purchase_at INTEGER
  , attribution_expires_at INTEGER NOT NULL
  -- affiliate_code, referral, direct.
  , source TEXT NOT NULL
  , source_ref TEXT
  , created_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, attribution_id)
) STRICT;
CREATE INDEX customer_attributions_by_customer
    ON customer_attributions (customer_user_id, attributed_at);

CREATE TABLE first_purchases (
    customer_user_id TEXT NOT NULL PRIMARY KEY
  , order_id TEXT NOT NULL
  , purchased_at INTEGER NOT NULL
) STRICT;

-- Who holds an order id: clients draw them, and one id is one order of one seller.
CREATE TABLE order_ids (
    order_id TEXT NOT NULL PRIMARY KEY
  , seller_tenant_id TEXT NOT NULL
) STRICT;

CREATE TABLE orders (
    -- The seller.
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , order_number TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  , ordered_at INTEGER NOT NULL
  -- As on the order, and as it counts.
  , billing_country TEXT
  , resolved_country TEXT
  , currency TEXT NOT NULL
  , is_renewal INTEGER NOT NULL
  , is_via_connect INTEGER NOT NULL
  , is_first_purchase INTEGER NOT NULL
  , recorded_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, order_id)
) STRICT;
CREATE INDEX orders_by_id ON orders (order_id);
CREATE INDEX orders_by_time ON orders (tenant_id, ordered_at, order_id);

CREATE TABLE order_lines (
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no INTEGER NOT NULL
  , product_id TEXT NOT NULL
  , product_name TEXT NOT NULL
  , is_platform_product INTEGER NOT NULL
  , commission_eligible INTEGER NOT NULL
  , net_cents INTEGER NOT NULL
  , vat_rate_bp INTEGER NOT NULL
  , gross_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, order_id, line_no)
) STRICT;
CREATE INDEX order_lines_by_order ON order_lines (order_id, line_no);

CREATE TABLE order_refunds (
    tenant_id TEXT NOT NULL
  , refund_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no INTEGER NOT NULL
  , refunded_at INTEGER NOT NULL
  , net_cents INTEGER NOT NULL
  -- Of the line by all refunds so far.
  , refunded_net_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, refund_id)
) STRICT;
CREATE INDEX order_refunds_by_id ON order_refunds (refund_id);
CREATE INDEX order_refunds_by_line ON order_refunds (tenant_id, order_id, line_no);

-- What the seller's transaction leaves for the ledger: order_settled, order_refunded.
CREATE TABLE internal_facts (
    tenant_id TEXT NOT NULL
  , fact_id TEXT NOT NULL
  , kind TEXT NOT NULL
  -- The order, or the refund.
  , subject_id TEXT NOT NULL
  , happened_at INTEGER NOT NULL
  , done_at INTEGER
  , PRIMARY KEY (tenant_id, fact_id)
) STRICT;
CREATE INDEX internal_facts_open ON internal_facts (done_at, happened_at, fact_id);

CREATE TABLE order_commissions (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  , seller_tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no INTEGER NOT NULL
  , order_number TEXT NOT NULL
  , product_name TEXT NOT NULL
  -- A pseudonym (Art. 9 GDPR).
  , customer TEXT NOT NULL
  , billing_country TEXT
  , commission_type TEXT NOT NULL
  , percent TEXT NOT NULL
  , base_cents INTEGER NOT NULL
  , amount_cents INTEGER NOT NULL
  , currency TEXT NOT NULL
  -- payout, discount, retained.
  , settled_as TEXT NOT NULL
  , ordered_at INTEGER NOT NULL
  , approves_at INTEGER NOT NULL
  , reversed_cents INTEGER NOT NULL DEFAULT 0
  , refunded_net_cents INTEGER NOT NULL DEFAULT 0
  -- What of the reversals was taken into account by payouts.
  , netted_cents INTEGER NOT NULL DEFAULT 0
  , payout_id TEXT
  , paid_at INTEGER
  , forfeited_at INTEGER
  , created_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, commission_id)
  , UNIQUE (tenant_id, order_id, line_no, commission_type)
) STRICT;
CREATE INDEX order_commissions_by_time ON order_commissions (tenant_id, ordered_at, commission_id);
CREATE INDEX order_commissions_by_order ON order_commissions (order_id, line_no);

CREATE TABLE commission_reversals (
    tenant_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  , refund_id TEXT NOT NULL
  , reversed_at INTEGER NOT NULL
  , reversed_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, commission_id, refund_id)
) STRICT;

CREATE TABLE payouts (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , paid_at INTEGER NOT NULL
  , amount_cents INTEGER NOT NULL
  , currency TEXT NOT NULL
  -- monthly, final.
  , kind TEXT NOT NULL
  -- The month in Berlin: one payout of a kind a month, however often the run is started.
  , period TEXT NOT NULL
  , clawback_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id)
  , UNIQUE (tenant_id, currency, kind, period)
) STRICT;

CREATE TRIGGER order_commissions_only_life BEFORE UPDATE ON order_commissions
WHEN NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.commission_id IS NOT OLD.commission_id
  OR NEW.seller_tenant_id IS NOT OLD.seller_tenant_id
  OR NEW.order_id IS NOT OLD.order_id
  OR NEW.line_no IS NOT OLD.line_no
  OR NEW.order_number IS NOT OLD.order_number
  OR NEW.product_name IS NOT OLD.product_name
  OR NEW.customer IS NOT OLD.customer
  OR NEW.billing_country IS NOT OLD.billing_country
  OR NEW.commission_type IS NOT OLD.commission_type
  OR NEW.percent IS NOT OLD.percent
  OR NEW.base_cents IS NOT OLD.base_cents
  OR NEW.amount_cents IS NOT OLD.amount_cents
  OR NEW.currency IS NOT OLD.currency
  OR NEW.settled_as IS NOT OLD.settled_as
  OR NEW.ordered_at IS NOT OLD.ordered_at
  OR NEW.approves_at IS NOT OLD.approves_at
  OR NEW.created_at IS NOT OLD.created_at
BEGIN SELECT RAISE(ABORT, 'of a commission only its life is changed; it is append-only'); END;
CREATE TRIGGER order_ids_no_update BEFORE UPDATE ON order_ids
BEGIN SELECT RAISE(ABORT, 'order ids are append-only'); END;
CREATE TRIGGER order_ids_no_delete BEFORE DELETE ON order_ids
BEGIN SELECT RAISE(ABORT, 'order ids are append-only'); END;
CREATE TRIGGER orders_no_update BEFORE UPDATE ON orders
BEGIN SELECT RAISE(ABORT, 'orders are append-only'); END;
CREATE TRIGGER orders_no_delete BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'orders are append-only'); END;
CREATE TRIGGER first_purchases_no_update BEFORE UPDATE ON first_purchases
BEGIN SELECT RAISE(ABORT, 'first purchases are append-only'); END;
CREATE TRIGGER first_purchases_no_delete BEFORE DELETE ON first_purchases
BEGIN SELECT RAISE(ABORT, 'first purchases are append-only'); END;
CREATE TRIGGER order_lines_no_update BEFORE UPDATE ON order_lines
BEGIN SELECT RAISE(ABORT, 'order lines are append-only'); END;
CREATE TRIGGER order_lines_no_delete BEFORE DELETE ON order_lines
BEGIN SELECT RAISE(ABORT, 'order lines are append-only'); END;
CREATE TRIGGER order_refunds_no_update BEFORE UPDATE ON order_refunds
BEGIN SELECT RAISE(ABORT, 'refunds are append-only'); END;
CREATE TRIGGER order_refunds_no_delete BEFORE DELETE ON order_refunds
BEGIN SELECT RAISE(ABORT, 'refunds are append-only'); END;
CREATE TRIGGER order_commissions_no_delete BEFORE DELETE ON order_commissions
BEGIN SELECT RAISE(ABORT, 'commissions are never deleted'); END;
CREATE TRIGGER commission_reversals_no_update BEFORE UPDATE ON commission_reversals
BEGIN SELECT RAISE(ABORT, 'reversals are append-only'); END;
CREATE TRIGGER commission_reversals_no_delete BEFORE DELETE ON commission_reversals
BEGIN SELECT RAISE(ABORT, 'reversals are append-only'); END;
CREATE TRIGGER payouts_no_update BEFORE UPDATE ON payouts
BEGIN SELECT RAISE(ABORT, 'payouts are append-only'); END;
CREATE TRIGGER payouts_no_delete BEFORE DELETE ON payouts
BEGIN SELECT RAISE(ABORT, 'payouts are append-only'); END;
