-- F1, F2: who was invited, which contract was shown, and who accepted it when, in which version and
-- from where.
CREATE TABLE invitations (
    -- MOJO LLC, which invites.
    tenant_id TEXT NOT NULL
  , invitation_id TEXT NOT NULL
  -- SHA-256 of the token in the link; the token itself is never kept.
  , token_hash TEXT NOT NULL
  -- distributor, affiliate.
  , kind TEXT NOT NULL
  -- What its people call it.
  , label TEXT NOT NULL
  -- JSON array of ISO 3166-1 codes; empty for an affiliate.
  , region_codes TEXT NOT NULL
  -- Of the agreement; NULL for an affiliate.
  , commission_percent TEXT
  -- The first day of the agreement at the earliest; NULL for the day of the acceptance.
  , agreement_from TEXT
  -- Who invited; NULL for somebody who came without an invitation.
  , invited_by TEXT
  , created_at BIGINT NOT NULL
  , expires_at BIGINT NOT NULL
  -- open, accepted, active, revoked.
  , state TEXT NOT NULL
  , founded_tenant_id TEXT
  , accepted_at BIGINT
  , activated_at BIGINT
  , PRIMARY KEY (tenant_id, invitation_id)
  , UNIQUE (tenant_id, token_hash)
);
CREATE INDEX invitations_by_time ON invitations (tenant_id, created_at, invitation_id);

-- The bytes of what was accepted, once a version and language.
CREATE TABLE contracts (
    -- MOJO LLC, whose contracts they are.
    tenant_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , version TEXT NOT NULL
  , language TEXT NOT NULL
  , sha256 TEXT NOT NULL
  , body TEXT NOT NULL
  , PRIMARY KEY (tenant_id, kind, version, language)
);

CREATE TABLE contract_acceptances (
    -- Who is bound by it.
    tenant_id TEXT NOT NULL
  , acceptance_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , version TEXT NOT NULL
  , language TEXT NOT NULL
  , sha256 TEXT NOT NULL
  , user_id TEXT NOT NULL
  -- As typed beside the tick.
  , name TEXT NOT NULL
  , accepted_at BIGINT NOT NULL
  -- The network address.
  , address TEXT NOT NULL
  -- JSON object: what stood beside the text, as countries and percent.
  , terms TEXT NOT NULL
  , PRIMARY KEY (tenant_id, acceptance_id)
);

CREATE TRIGGER invitations_only_life BEFORE UPDATE ON invitations FOR EACH ROW
WHEN (NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.invitation_id IS DISTINCT FROM OLD.invitation_id
  OR NEW.token_hash IS DISTINCT FROM OLD.token_hash
  OR NEW.kind IS DISTINCT FROM OLD.kind
  OR NEW.region_codes IS DISTINCT FROM OLD.region_codes
  OR NEW.commission_percent IS DISTINCT FROM OLD.commission_percent
  OR NEW.agreement_from IS DISTINCT FROM OLD.agreement_from
  OR NEW.invited_by IS DISTINCT FROM OLD.invited_by
  OR NEW.created_at IS DISTINCT FROM OLD.created_at
  OR NEW.expires_at IS DISTINCT FROM OLD.expires_at)
EXECUTE FUNCTION refuse_change('of an invitation only its life changes; it is append-only');
CREATE TRIGGER invitations_no_delete BEFORE DELETE ON invitations FOR EACH ROW
EXECUTE FUNCTION refuse_change('invitations are never deleted');
CREATE TRIGGER contracts_no_update BEFORE UPDATE ON contracts FOR EACH ROW
EXECUTE FUNCTION refuse_change('contracts are append-only');
CREATE TRIGGER contracts_no_delete BEFORE DELETE ON contracts FOR EACH ROW
EXECUTE FUNCTION refuse_change('contracts are append-only');
CREATE TRIGGER contract_acceptances_no_update BEFORE UPDATE ON contract_acceptances FOR EACH ROW
EXECUTE FUNCTION refuse_change('acceptances are append-only');
CREATE TRIGGER contract_acceptances_no_delete BEFORE DELETE ON contract_acceptances FOR EACH ROW
EXECUTE FUNCTION refuse_change('acceptances are append-only');

DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY['invitations', 'contracts', 'contract_acceptances'] LOOP
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
GRANT SELECT, INSERT, UPDATE ON invitations TO mojo_ledger;
GRANT SELECT, INSERT ON contracts, contract_acceptances TO mojo_ledger;
GRANT SELECT ON contract_acceptances TO mojo_tenant;
