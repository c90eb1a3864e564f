-- Links by which somebody of a tenant chooses a password: mailed, or handed over by whoever gave the account.
-- Nobody else ever knows the password.
CREATE TABLE user_links (
    tenant_id TEXT NOT NULL
  -- SHA-256 of what the link bears.
  , token_hash TEXT NOT NULL
  , user_id TEXT NOT NULL
  , created_at INTEGER NOT NULL
  , expires_at INTEGER NOT NULL
  -- When it was used, or another took its place, or the account ended.
  , used_at INTEGER
  , PRIMARY KEY (tenant_id, token_hash)
) STRICT;
CREATE INDEX user_links_by_user ON user_links (tenant_id, user_id);

CREATE TRIGGER user_links_only_use BEFORE UPDATE ON user_links
WHEN OLD.used_at IS NOT NULL
  OR NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.token_hash IS NOT OLD.token_hash
  OR NEW.user_id IS NOT OLD.user_id
  OR NEW.created_at IS NOT OLD.created_at
  OR NEW.expires_at IS NOT OLD.expires_at
BEGIN SELECT RAISE(ABORT, 'that a link was used is written once; it is append-only'); END;
