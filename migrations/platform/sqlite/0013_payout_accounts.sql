-- To where a recipient is paid (Y2). An account for payouts is not one for acquiring: it takes no card
-- payments.
CREATE TABLE payout_accounts (
    tenant_id TEXT NOT NULL
  -- stripe_connect, sepa_manual.
  , rail TEXT NOT NULL
  -- What the provider calls it; empty where staff pay by hand.
  , provider_account_id TEXT NOT NULL
  -- What the provider lets it do; 0 or 1.
  , charges_enabled INTEGER NOT NULL
  , payouts_enabled INTEGER NOT NULL
  -- onboarding, active, restricted, closed.
  , status TEXT NOT NULL
  , created_at INTEGER NOT NULL
  , updated_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id)
) STRICT;
CREATE UNIQUE INDEX payout_accounts_by_provider ON payout_accounts (provider_account_id)
WHERE provider_account_id <> '';

CREATE TRIGGER payout_accounts_no_delete BEFORE DELETE ON payout_accounts
BEGIN SELECT RAISE(ABORT, 'payout accounts are never deleted'); END;
