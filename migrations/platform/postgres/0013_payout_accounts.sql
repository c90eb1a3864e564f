-- To where a recipient is paid (Y2). An account for payouts is not one for acquiring: it takes no card
-- payments.
CREATE TABLE payout_accounts (
    tenant_id TEXT NOT NULL
  -- stripe_connect, sepa_manual.
  , rail TEXT NOT NULL
  -- What the provider calls it; empty where staff pay by hand.
  , provider_account_id TEXT NOT NULL
  -- What the provider lets it do; 0 or 1.
  , charges_enabled BIGINT NOT NULL
  , payouts_enabled BIGINT NOT NULL
  -- onboarding, active, restricted, closed.
  , status TEXT NOT NULL
  , created_at BIGINT NOT NULL
  , updated_at BIGINT NOT NULL
  , PRIMARY KEY (tenant_id)
);
CREATE UNIQUE INDEX payout_accounts_by_provider ON payout_accounts (provider_account_id)
WHERE provider_account_id <> '';

CREATE TRIGGER payout_accounts_no_delete BEFORE DELETE ON payout_accounts FOR EACH ROW
EXECUTE FUNCTION refuse_change('payout accounts are never deleted');

ALTER TABLE payout_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE payout_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON payout_accounts TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON payout_accounts TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT ON payout_accounts TO mojo_tenant;
GRANT SELECT, INSERT, UPDATE ON payout_accounts TO mojo_ledger;
