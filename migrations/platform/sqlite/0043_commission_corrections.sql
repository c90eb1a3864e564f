-- Corrections of commissions (Y5): an upheld dispute takes one at most. The entry stays as it is; the
-- correction moves the recipient's balance in the month in which it is made.
CREATE TABLE commission_corrections (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , correction_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  -- Above zero: owed in addition; below: taken back.
  , amount_cents INTEGER NOT NULL
  , currency TEXT NOT NULL
  , reason TEXT NOT NULL
  -- What of the line, without VAT, was refunded by then: later refunds take the correction back in
  -- proportion to what was left.
  , refunded_net_cents INTEGER NOT NULL
  -- Who decided, of the platform's people.
  , corrected_by TEXT NOT NULL
  , corrected_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
  , UNIQUE (tenant_id, correction_id)
  , CHECK (amount_cents <> 0)
) STRICT;
CREATE INDEX commission_corrections_by_entry ON commission_corrections (tenant_id, commission_id);

-- Only what is disputed is corrected.
CREATE TRIGGER commission_corrections_of_disputed BEFORE INSERT ON commission_corrections
WHEN NOT EXISTS (
    SELECT 1 FROM commission_disputes AS d
    WHERE d.tenant_id = NEW.tenant_id AND d.dispute_id = NEW.dispute_id
    AND d.commission_id = NEW.commission_id
)
BEGIN SELECT RAISE(ABORT, 'only a disputed commission is corrected'); END;

CREATE TRIGGER commission_corrections_no_update BEFORE UPDATE ON commission_corrections
BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;
CREATE TRIGGER commission_corrections_no_delete BEFORE DELETE ON commission_corrections
BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;
