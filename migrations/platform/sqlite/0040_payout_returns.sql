-- Money that was paid out and came back: the bank sent a transfer back, or the provider called it back. The
-- payout stays paid on its day; what came back stands in the month in which it was told, and is due again.
CREATE TABLE payout_returns (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , amount_cents INTEGER NOT NULL
  , currency TEXT NOT NULL
  -- The day on which the money came back.
  , returned_on TEXT NOT NULL
  -- What the bank says.
  , reason TEXT NOT NULL
  , returned_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id)
) STRICT;

-- Which later payout carries what came back.
CREATE TABLE payout_return_carriers (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , returned_payout_id TEXT NOT NULL
  , amount_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, returned_payout_id)
) STRICT;
CREATE INDEX payout_return_carriers_by_return ON payout_return_carriers (tenant_id, returned_payout_id);

-- Only what was paid comes back.
CREATE TRIGGER payout_returns_of_paid BEFORE INSERT ON payout_returns
WHEN NOT EXISTS (
    SELECT 1 FROM payout_ends AS e
    WHERE e.tenant_id = NEW.tenant_id AND e.payout_id = NEW.payout_id AND e.outcome = 'paid'
)
BEGIN SELECT RAISE(ABORT, 'only a payout that was paid comes back'); END;

-- What came back is carried once, whatever asks for it; again only after its carrier was released.
CREATE TRIGGER payout_return_carriers_once BEFORE INSERT ON payout_return_carriers
WHEN EXISTS (
    SELECT 1 FROM payout_return_carriers AS c
    WHERE c.tenant_id = NEW.tenant_id AND c.returned_payout_id = NEW.returned_payout_id
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = c.tenant_id AND e.payout_id = c.payout_id AND e.outcome = 'released'
    )
)
BEGIN SELECT RAISE(ABORT, 'what came back is carried by one payout'); END;

CREATE TRIGGER payout_returns_no_update BEFORE UPDATE ON payout_returns
BEGIN SELECT RAISE(ABORT, 'what came back is append-only'); END;
CREATE TRIGGER payout_returns_no_delete BEFORE DELETE ON payout_returns
BEGIN SELECT RAISE(ABORT, 'what came back is append-only'); END;
CREATE TRIGGER payout_return_carriers_no_update BEFORE UPDATE ON payout_return_carriers
BEGIN SELECT RAISE(ABORT, 'who carries what came back is append-only'); END;
CREATE TRIGGER payout_return_carriers_no_delete BEFORE DELETE ON payout_return_carriers
BEGIN SELECT RAISE(ABORT, 'who carries what came back is append-only'); END;
