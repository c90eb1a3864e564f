-- C15: the facts that decided about a line of an order when it was settled, paid or not, and the version of the
-- rules. Whoever asks later why somebody got nothing is told by them, and not by what holds by then.
CREATE TABLE line_bases (
    -- The seller.
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no INTEGER NOT NULL
  , rule_version TEXT NOT NULL
  -- As a recipient that may see all of it is told: canonical JSON.
  , basis TEXT NOT NULL
  , kept_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, order_id, line_no)
) STRICT;
CREATE INDEX line_bases_by_order ON line_bases (order_id, line_no);

-- The entry of a commission is found again in the log by its id.
CREATE INDEX change_log_by_commission ON change_log (entity_id) WHERE entity = 'commission_entry';

CREATE TRIGGER line_bases_no_update BEFORE UPDATE ON line_bases
BEGIN SELECT RAISE(ABORT, 'the basis of a line is append-only'); END;
CREATE TRIGGER line_bases_no_delete BEFORE DELETE ON line_bases
BEGIN SELECT RAISE(ABORT, 'the basis of a line is append-only'); END;
