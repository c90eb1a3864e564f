-- Links by which somebody of a tenant chooses a password: mailed, or handed over by whoever gave the account.
-- Nobody else ever knows the password.
CREATE TABLE user_links (
    tenant_id TEXT NOT NULL
  -- SHA-256 of what the link bears.
  , token_hash TEXT NOT NULL
  , user_id TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , expires_at BIGINT NOT NULL
  -- When it was used, or another took its place, or the account ended.
  , used_at BIGINT
  , PRIMARY KEY (tenant_id, token_hash)
);
CREATE INDEX user_links_by_user ON user_links (tenant_id, user_id);

CREATE TRIGGER user_links_only_use BEFORE UPDATE ON user_links FOR EACH ROW
WHEN (OLD.used_at IS NOT NULL
  OR NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.token_hash IS DISTINCT FROM OLD.token_hash
  OR NEW.user_id IS DISTINCT FROM OLD.user_id
  OR NEW.created_at IS DISTINCT FROM OLD.created_at
  OR NEW.expires_at IS DISTINCT FROM OLD.expires_at)
EXECUTE FUNCTION refuse_change('that a link was used is written once; it is append-only');

ALTER TABLE user_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_links FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON user_links TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON user_links TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON user_links TO mojo_ledger;
