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
  , created_at INTEGER NOT NULL
  , expires_at INTEGER NOT NULL
  -- open, accepted, active, revoked.
  , state TEXT NOT NULL
  , founded_tenant_id TEXT
  , accepted_at INTEGER
  , activated_at INTEGER
  , PRIMARY KEY (tenant_id, invitation_id)
  , UNIQUE (tenant_id, token_hash)
) STRICT;
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
) STRICT;

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
  , accepted_at INTEGER NOT NULL
  -- The network address.
  , address TEXT NOT NULL
  -- JSON object: what stood beside the text, as countries and percent.
  , terms TEXT NOT NULL
  , PRIMARY KEY (tenant_id, acceptance_id)
) STRICT;

CREATE TRIGGER invitations_only_life BEFORE UPDATE ON invitations
WHEN NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.invitation_id IS NOT OLD.invitation_id
  OR NEW.token_hash IS NOT OLD.token_hash
  OR NEW.kind IS NOT OLD.kind
  OR NEW.region_codes IS NOT OLD.region_codes
  OR NEW.commission_percent IS NOT OLD.commission_percent
  OR NEW.agreement_from IS NOT OLD.agreement_from
  OR NEW.invited_by IS NOT OLD.invited_by
  OR NEW.created_at IS NOT OLD.created_at
  OR NEW.expires_at IS NOT OLD.expires_at
BEGIN SELECT RAISE(ABORT, 'of an invitation only its life changes; it is append-only'); END;
CREATE TRIGGER invitations_no_delete BEFORE DELETE ON invitations
BEGIN SELECT RAISE(ABORT, 'invitations are never deleted'); END;
CREATE TRIGGER contracts_no_update BEFORE UPDATE ON contracts
BEGIN SELECT RAISE(ABORT, 'contracts are append-only'); END;
CREATE TRIGGER contracts_no_delete BEFORE DELETE ON contracts
BEGIN SELECT RAISE(ABORT, 'contracts are append-only'); END;
CREATE TRIGGER contract_acceptances_no_update BEFORE UPDATE ON contract_acceptances
BEGIN SELECT RAISE(ABORT, 'acceptances are append-only'); END;
CREATE TRIGGER contract_acceptances_no_delete BEFORE DELETE ON contract_acceptances
BEGIN SELECT RAISE(ABORT, 'acceptances are append-only'); END;
