-- Customers who signed up (A2): their account, and what proves to whom they belong. The name to sign
-- in with stands in `logins`, the one directory of the platform.
CREATE TABLE customer_accounts (
    -- MOJO LLC, whose customers they are.
    tenant_id TEXT NOT NULL
  , customer_user_id TEXT NOT NULL
  , login_name TEXT NOT NULL
  , name TEXT NOT NULL
  -- de, en.
  , language TEXT NOT NULL
  -- Argon2id in PHC form.
  , password_hash TEXT NOT NULL
  -- NULL: nobody recruited them.
  , attribution_id TEXT
  -- The click that decided (A1); NULL where a code was typed, or nothing.
  , click_id TEXT
  , signed_up_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, customer_user_id)
);

CREATE TRIGGER customer_accounts_keep_proof BEFORE UPDATE ON customer_accounts FOR EACH ROW
WHEN (NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.customer_user_id IS DISTINCT FROM OLD.customer_user_id
  OR NEW.attribution_id IS DISTINCT FROM OLD.attribution_id
  OR NEW.click_id IS DISTINCT FROM OLD.click_id
  OR NEW.signed_up_at IS DISTINCT FROM OLD.signed_up_at)
EXECUTE FUNCTION refuse_change('how somebody signed up is append-only');

ALTER TABLE customer_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON customer_accounts TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON customer_accounts TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_accounts TO mojo_ledger;
