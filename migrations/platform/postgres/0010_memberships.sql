-- The catalogue knows kinds, tax and subscriptions (P1, P2); memberships follow from orders (P3), and
-- tools from memberships (P4).
ALTER TABLE products ADD COLUMN kind TEXT NOT NULL DEFAULT 'course';
ALTER TABLE products ADD COLUMN vat_class TEXT NOT NULL DEFAULT 'general';
-- month or year for a subscription; NULL for what is paid once.
ALTER TABLE products ADD COLUMN billing_interval TEXT;
-- 1 to 4: the stage that buying it opens.
ALTER TABLE products ADD COLUMN granted_stage BIGINT;
ALTER TABLE products ADD COLUMN description_de TEXT NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN description_en TEXT NOT NULL DEFAULT '';

-- What the line grants, as it was when it was sold.
ALTER TABLE order_lines ADD COLUMN product_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE order_lines ADD COLUMN billing_interval TEXT;
ALTER TABLE order_lines ADD COLUMN granted_stage BIGINT;

-- An order line that bought a membership, and from when to when it opens its stage.
CREATE TABLE memberships (
    -- The seller.
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no BIGINT NOT NULL
  , customer_user_id TEXT NOT NULL
  , stage BIGINT NOT NULL
  , starts_at BIGINT NOT NULL
  -- NULL: bought once and for all.
  , ends_at BIGINT
  -- Taken back by a full refund.
  , revoked_at BIGINT
  , created_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, order_id, line_no)
);
CREATE INDEX memberships_by_customer ON memberships (customer_user_id, starts_at);
CREATE INDEX customers_by_buyer ON customers (buyer_tenant_id) WHERE buyer_tenant_id IS NOT NULL;

-- The stage that the platform granted a tenant without an order.
ALTER TABLE tenants ADD COLUMN granted_stage BIGINT;

-- From which stage a tool is open.
CREATE TABLE tool_policy (
    tool TEXT NOT NULL PRIMARY KEY
  , stage BIGINT NOT NULL
);
INSERT INTO tool_policy (tool, stage)
VALUES
    ('campus', 1)
  , ('messages', 1)
  , ('contacts', 3)
  , ('invoicing', 3)
  , ('payments', 3)
  , ('checkin', 4)
  , ('events', 4)
  , ('pos', 4);

CREATE TRIGGER memberships_only_end BEFORE UPDATE ON memberships FOR EACH ROW
WHEN (NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.order_id IS DISTINCT FROM OLD.order_id
  OR NEW.line_no IS DISTINCT FROM OLD.line_no
  OR NEW.customer_user_id IS DISTINCT FROM OLD.customer_user_id
  OR NEW.stage IS DISTINCT FROM OLD.stage
  OR NEW.starts_at IS DISTINCT FROM OLD.starts_at
  OR NEW.ends_at IS DISTINCT FROM OLD.ends_at)
EXECUTE FUNCTION refuse_change('a membership is only taken back; it is append-only');
CREATE TRIGGER memberships_no_delete BEFORE DELETE ON memberships FOR EACH ROW
EXECUTE FUNCTION refuse_change('memberships are never deleted');

ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON memberships TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON memberships TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON memberships TO mojo_ledger;
GRANT SELECT ON tool_policy TO mojo_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON tool_policy TO mojo_ledger;

-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
-- What was on offer before kinds were kept counts as a course, or as a treatment.
UPDATE products
SET
    kind = CASE
        WHEN is_platform_product = 1 THEN 'membership'
        WHEN commission_eligible = 0 THEN 'treatment'
        ELSE 'course'
    END
  , vat_class = CASE
        WHEN vat_rate_bp = 0 THEN 'heilbehandlung'
        WHEN vat_rate_bp = 700 THEN 'reduced'
        ELSE 'general'
    END
  , granted_stage = CASE
        WHEN is_platform_product = 1 AND user_journey_level > 4 THEN 4
        WHEN is_platform_product = 1 THEN user_journey_level
    END;
INSERT INTO memberships (
    tenant_id, order_id, line_no, customer_user_id, stage, starts_at, revoked_at, created_at
)
SELECT
    l.tenant_id
  , l.order_id
  , l.line_no
  , o.customer_user_id
  , p.granted_stage
  , o.ordered_at
  , (
        SELECT MIN(r.refunded_at) FROM order_refunds AS r
        WHERE r.tenant_id = l.tenant_id AND r.order_id = l.order_id AND r.line_no = l.line_no
        AND r.refunded_net_cents >= l.net_cents
    )
  , o.recorded_at
FROM order_lines AS l
INNER JOIN orders AS o ON o.tenant_id = l.tenant_id AND o.order_id = l.order_id
INNER JOIN products AS p ON p.tenant_id = l.tenant_id AND p.product_id = l.product_id
WHERE p.granted_stage IS NOT NULL;
-- Whoever is there already keeps what they work with.
UPDATE tenants SET granted_stage = 4;
RESET ROLE;
