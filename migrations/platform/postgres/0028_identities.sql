-- Who somebody is at an identity provider (OIDC), and whose account here that is. What somebody may
-- do stands in `users` alone.
CREATE TABLE identities (
    -- Whose account it is.
    tenant_id TEXT NOT NULL
  , identity_id TEXT NOT NULL
  -- The claims `iss` and `sub`, as the provider writes them.
  , issuer TEXT NOT NULL
  , subject TEXT NOT NULL
  , user_id TEXT NOT NULL
  -- email, staff.
  , linked_how TEXT NOT NULL
  -- Who of the platform's people; NULL where a verified address decided.
  , linked_by TEXT
  , linked_at BIGINT NOT NULL
  , ended_by TEXT
  , ended_at BIGINT
  , PRIMARY KEY (tenant_id, identity_id)
);

-- The directory that finds the account of an identity, as `logins` finds that of a name: an identity
-- is one account's on the whole platform, and an account has one identity of an issuer.
CREATE UNIQUE INDEX identities_by_subject ON identities (issuer, subject) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX identities_by_account ON identities (tenant_id, user_id, issuer)
WHERE ended_at IS NULL;

CREATE TRIGGER identities_only_end BEFORE UPDATE ON identities FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL
  OR NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.identity_id IS DISTINCT FROM OLD.identity_id
  OR NEW.issuer IS DISTINCT FROM OLD.issuer
  OR NEW.subject IS DISTINCT FROM OLD.subject
  OR NEW.user_id IS DISTINCT FROM OLD.user_id
  OR NEW.linked_how IS DISTINCT FROM OLD.linked_how
  OR NEW.linked_by IS DISTINCT FROM OLD.linked_by
  OR NEW.linked_at IS DISTINCT FROM OLD.linked_at)
EXECUTE FUNCTION refuse_change('of an identity only its end is written, once; it is append-only');
CREATE TRIGGER identities_no_delete BEFORE DELETE ON identities FOR EACH ROW
EXECUTE FUNCTION refuse_change('identities are never deleted');

ALTER TABLE identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE identities FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON identities TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON identities TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON identities TO mojo_tenant;
GRANT SELECT, INSERT, UPDATE ON identities TO mojo_ledger;

-- By which identity somebody signed in; NULL for a password.
ALTER TABLE sessions ADD COLUMN identity_id TEXT;
