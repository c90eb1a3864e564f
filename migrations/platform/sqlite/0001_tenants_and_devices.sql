-- Who is there: tenants, their people, their sessions and their devices. Instants are microseconds
-- UTC, ids UUID texts, booleans 0 or 1. Every key begins with the tenant; the one exception here is
-- `logins`, the directory that finds the tenant of a name.
CREATE TABLE tenants (
    tenant_id TEXT NOT NULL PRIMARY KEY
  , name TEXT NOT NULL
  -- platform, distributor, affiliate, practice.
  , kind TEXT NOT NULL
  , country TEXT NOT NULL
  , affiliate_code TEXT UNIQUE
  , created_at INTEGER NOT NULL
  , deactivated_at INTEGER
  -- The last place given in this tenant's order. The row is the lock under which it is given.
  , seq INTEGER NOT NULL DEFAULT 0
  -- Changes when the platform was restored from a backup.
  , log_epoch INTEGER NOT NULL
  -- How many number codes (A, B, ... AA) were given.
  , codes_given INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE users (
    tenant_id TEXT NOT NULL
  , user_id TEXT NOT NULL
  , login_name TEXT NOT NULL
  , name TEXT NOT NULL
  , role TEXT NOT NULL
  -- Argon2id in PHC form.
  , password_hash TEXT NOT NULL
  , created_at INTEGER NOT NULL
  , disabled_at INTEGER
  , PRIMARY KEY (tenant_id, user_id)
) STRICT;

CREATE TABLE logins (
    login_name TEXT NOT NULL PRIMARY KEY
  , tenant_id TEXT NOT NULL
  , user_id TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    tenant_id TEXT NOT NULL
  -- SHA-256 of the token; the token itself is never kept.
  , token_hash TEXT NOT NULL
  , user_id TEXT NOT NULL
  -- The device that signed in with it, once it is known.
  , device_id TEXT
  , created_at INTEGER NOT NULL
  , expires_at INTEGER NOT NULL
  , ended_at INTEGER
  , PRIMARY KEY (tenant_id, token_hash)
) STRICT;

CREATE TABLE devices (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , name TEXT NOT NULL
  , enrolled_at INTEGER NOT NULL
  , revoked_at INTEGER
  , PRIMARY KEY (tenant_id, device_id)
) STRICT;

CREATE TABLE device_epochs (
    tenant_id TEXT NOT NULL
  , device_id TEXT NOT NULL
  , epoch INTEGER NOT NULL
  -- The code in document numbers.
  , code TEXT NOT NULL
  -- The chain as the platform holds it.
  , head_dseq INTEGER NOT NULL
  , head_hash TEXT NOT NULL
  -- The nonce of the last hello, and the one it answered: that answer may have been lost.
  , nonce TEXT
  , previous_nonce TEXT NOT NULL DEFAULT ''
  , enrolled_at INTEGER NOT NULL
  , last_seen_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, device_id, epoch)
  , UNIQUE (tenant_id, code)
) STRICT;

-- Values of the installation, as the key of the pseudonyms.
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY
  , value TEXT NOT NULL
) STRICT;
