-- Customers sign in with a browser and buy (F3). Whose purchase a checkout is stands here; what becomes of
-- it stands with the checkout or the subscription, which bears the same id.
CREATE TABLE customer_sessions (
    -- MOJO LLC, whose customers they are.
    tenant_id TEXT NOT NULL
  -- SHA-256 of what the cookie holds.
  , token_hash TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  -- SHA-256 of the kept hash of the password: a session lives no longer than its password.
  , password_mark TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , expires_at BIGINT NOT NULL
  , ended_at BIGINT
  , PRIMARY KEY (tenant_id, token_hash)
);
CREATE INDEX customer_sessions_by_customer ON customer_sessions (tenant_id, customer_user_id);

-- Links by which a customer chooses a new password, sent by mail.
CREATE TABLE customer_links (
    tenant_id TEXT NOT NULL
  -- SHA-256 of what the link bears.
  , token_hash TEXT NOT NULL
  -- For an address without an account nobody's: it opens nothing.
  , customer_user_id TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , expires_at BIGINT NOT NULL
  , used_at BIGINT
  , PRIMARY KEY (tenant_id, token_hash)
);
CREATE INDEX customer_links_by_customer ON customer_links (tenant_id, customer_user_id);

CREATE TABLE customer_purchases (
    tenant_id TEXT NOT NULL
  -- Also the id of the checkout or the subscription.
  , purchase_id TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  , seller_tenant_id TEXT NOT NULL
  , product_id TEXT NOT NULL
  , product_name TEXT NOT NULL
  -- checkout, subscription, free.
  , kind TEXT NOT NULL
  -- To whom it is billed.
  , billing_name TEXT NOT NULL
  , street TEXT NOT NULL
  , postal_code TEXT NOT NULL
  , city TEXT NOT NULL
  , country TEXT NOT NULL
  , opened_at BIGINT NOT NULL
  -- NULL: it is the one that is gone on with.
  , closed_at BIGINT
  , PRIMARY KEY (tenant_id, purchase_id)
);
-- A customer has one purchase of a product under way: a second click goes on with it.
CREATE UNIQUE INDEX customer_purchases_open
    ON customer_purchases (tenant_id, customer_user_id, seller_tenant_id, product_id)
    WHERE closed_at IS NULL;
CREATE INDEX customer_purchases_by_customer
    ON customer_purchases (tenant_id, customer_user_id, opened_at);

-- What a customer bought, from whomever.
CREATE INDEX orders_by_customer ON orders (customer_user_id, ordered_at);

CREATE TRIGGER customer_sessions_only_end BEFORE UPDATE ON customer_sessions FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL
  OR NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.token_hash IS DISTINCT FROM OLD.token_hash
  OR NEW.customer_user_id IS DISTINCT FROM OLD.customer_user_id
  OR NEW.password_mark IS DISTINCT FROM OLD.password_mark
  OR NEW.created_at IS DISTINCT FROM OLD.created_at
  OR NEW.expires_at IS DISTINCT FROM OLD.expires_at)
EXECUTE FUNCTION refuse_change('of a session only its end is written, once; it is append-only');
CREATE TRIGGER customer_links_only_use BEFORE UPDATE ON customer_links FOR EACH ROW
WHEN (OLD.used_at IS NOT NULL
  OR NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.token_hash IS DISTINCT FROM OLD.token_hash
  OR NEW.customer_user_id IS DISTINCT FROM OLD.customer_user_id
  OR NEW.created_at IS DISTINCT FROM OLD.created_at
  OR NEW.expires_at IS DISTINCT FROM OLD.expires_at)
EXECUTE FUNCTION refuse_change('that a link was used is written once; it is append-only');
CREATE TRIGGER customer_purchases_only_close BEFORE UPDATE ON customer_purchases FOR EACH ROW
WHEN (OLD.closed_at IS NOT NULL
  OR NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.purchase_id IS DISTINCT FROM OLD.purchase_id
  OR NEW.customer_user_id IS DISTINCT FROM OLD.customer_user_id
  OR NEW.seller_tenant_id IS DISTINCT FROM OLD.seller_tenant_id
  OR NEW.product_id IS DISTINCT FROM OLD.product_id
  OR NEW.product_name IS DISTINCT FROM OLD.product_name
  OR NEW.kind IS DISTINCT FROM OLD.kind
  OR NEW.billing_name IS DISTINCT FROM OLD.billing_name
  OR NEW.street IS DISTINCT FROM OLD.street
  OR NEW.postal_code IS DISTINCT FROM OLD.postal_code
  OR NEW.city IS DISTINCT FROM OLD.city
  OR NEW.country IS DISTINCT FROM OLD.country
  OR NEW.opened_at IS DISTINCT FROM OLD.opened_at)
EXECUTE FUNCTION refuse_change('of a purchase only its end is written, once; it is append-only');
CREATE TRIGGER customer_purchases_no_delete BEFORE DELETE ON customer_purchases FOR EACH ROW
EXECUTE FUNCTION refuse_change('purchases are never deleted');

ALTER TABLE customer_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON customer_sessions TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON customer_sessions TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON customer_sessions TO mojo_ledger;

ALTER TABLE customer_purchases ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_purchases FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON customer_purchases TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON customer_purchases TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON customer_purchases TO mojo_ledger;

ALTER TABLE customer_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_links FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON customer_links TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON customer_links TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON customer_links TO mojo_ledger;
