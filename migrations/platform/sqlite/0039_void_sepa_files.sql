-- A file of SEPA transfers that staff declared as never handed to the bank is void: like one that the bank
-- refused it pays nothing any more, and its payouts may stand in another one.
DROP TRIGGER sepa_file_payouts_once;
CREATE TRIGGER sepa_file_payouts_once BEFORE INSERT ON sepa_file_payouts
WHEN EXISTS (
    SELECT 1 FROM sepa_file_payouts AS p
    WHERE p.tenant_id = NEW.tenant_id AND p.payout_id = NEW.payout_id AND NOT EXISTS (
        SELECT 1 FROM sepa_file_ends AS e
        WHERE e.file_id = p.file_id AND e.outcome IN ('rejected', 'void')
    )
)
BEGIN SELECT RAISE(ABORT, 'a payout stands in one SEPA file'); END;
