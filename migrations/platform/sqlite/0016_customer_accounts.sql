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
  , signed_up_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, customer_user_id)
) STRICT;

CREATE TRIGGER customer_accounts_keep_proof BEFORE UPDATE ON customer_accounts
WHEN NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.customer_user_id IS NOT OLD.customer_user_id
  OR NEW.attribution_id IS NOT OLD.attribution_id
  OR NEW.click_id IS NOT OLD.click_id
  OR NEW.signed_up_at IS NOT OLD.signed_up_at
BEGIN SELECT RAISE(ABORT, 'how somebody signed up is append-only'); END;
