-- Who is there: tenants, their people, their sessions and their devices. Instants are microseconds
-- UTC, ids UUID texts, booleans 0 or 1. Every key begins with the tenant; the one exception here is
-- `logins`, the directory that finds the tenant of a name.
-- The two roles of the second wall belong to the cluster; another database may have made them.
DO $$
BEGIN
    CREATE ROLE mojo_tenant NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE mojo_ledger NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT mojo_tenant, mojo_ledger TO CURRENT_USER;
    END IF;
END $$;

CREATE TABLE tenants (
    tenant_id TEXT NOT NULL PRIMARY KEY
  , name TEXT NOT NULL
  -- platform, distributor, affiliate, practice.
  , kind TEXT NOT NULL
  , country TEXT NOT NULL
  , affiliate_code TEXT UNIQUE
  , created_at BIGINT NOT NULL
  , deactivated_at BIGINT
  -- The last place given in this tenant's order. The row is the lock under which it is given.
  , seq BIGINT NOT NULL DEFAULT 0
  -- Changes when the platform was restored from a backup.
  , log_epoch BIGINT NOT NULL
  -- How many number codes (A, B, ... AA) were given.
  , codes_given BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE users (
    tenant_id TEXT NOT NULL
  , user_id TEXT NOT NULL
  , login_name TEXT NOT NULL
  , name TEXT NOT NULL
  , role TEXT NOT NULL
  -- Argon2id in PHC form.
  , password_hash TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , disabled_at BIGINT
  , PRIMARY KEY (tenant_id, user_id)
);

CREATE TABLE logins (
    login_name TEXT NOT NULL PRIMARY KEY
  , tenant_id TEXT NOT NULL
  , user_id TEXT NOT NULL
);

CREATE TABLE sessions (
    tenant_id TEXT NOT NULL
  -- SHA-256 of the token; the token itself is never kept.
  , token_hash TEXT NOT NULL
  , user_id TEXT NOT NULL
  -- The device that signed in with it, once it is known.
  , device_id TEXT
  , created_at BIGINT NOT NULL
  , expires_at BIGINT NOT NULL
  , ended_at BIGINT
  , PRIMARY KEY (tenant_id, token_hash)
);

CREATE TABLE devices (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , name TEXT NOT NULL
  , enrolled_at BIGINT NOT NULL
  , revoked_at BIGINT
  , PRIMARY KEY (tenant_id, device_id)
);

CREATE TABLE device_epochs (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , epoch BIGINT NOT NULL
  -- The code in document numbers.
  , code TEXT NOT NULL
  -- The chain as the platform holds it.
  , head_dseq BIGINT NOT NULL
  , head_hash TEXT NOT NULL
  -- The nonce of the last hello, and the one it answered: that answer may have been lost.
  , nonce TEXT
  , previous_nonce TEXT NOT NULL DEFAULT ''
  , enrolled_at BIGINT NOT NULL
  , last_seen_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, device_id, epoch)
  , UNIQUE (tenant_id, code)
);

-- Values of the installation, as the key of the pseudonyms.
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY
  , value TEXT NOT NULL
);

-- The second wall: a transaction takes one of two roles. `mojo_tenant` sees the rows of the tenant
-- named in `app.tenant_id` (none named: an error), `mojo_ledger` works across tenants.
DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'tenants'
      , 'users'
      , 'sessions'
      , 'devices'
      , 'device_epochs'
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
    tenants
  , users
  , logins
  , sessions
  , devices
  , device_epochs
  , installation
TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    tenants
  , users
  , sessions
  , devices
  , device_epochs
TO mojo_tenant;
