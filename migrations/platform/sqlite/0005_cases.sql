-- Settlements of cases (Klärungsfälle) by people: facts. The first of a case in the tenant's order
-- counts; it takes a visit off its card, and may put it on another.
CREATE TABLE case_settlements (
    tenant_id TEXT NOT NULL
  , settlement_id TEXT NOT NULL
  , case_id TEXT NOT NULL
  , resolution TEXT NOT NULL
  -- The visit that is settled, and the card that it counts on instead.
  , redemption_id TEXT
  , to_card TEXT
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, settlement_id)
) STRICT;
CREATE INDEX case_settlements_by_case ON case_settlements (tenant_id, case_id, seq);
CREATE INDEX case_settlements_by_redemption ON case_settlements (tenant_id, redemption_id)
    WHERE redemption_id IS NOT NULL;
CREATE INDEX case_settlements_by_card ON case_settlements (tenant_id, to_card)
    WHERE to_card IS NOT NULL;

CREATE TRIGGER case_settlements_no_update BEFORE UPDATE ON case_settlements
BEGIN SELECT RAISE(ABORT, 'settlements are append-only'); END;
CREATE TRIGGER case_settlements_no_delete BEFORE DELETE ON case_settlements
BEGIN SELECT RAISE(ABORT, 'settlements are append-only'); END;
