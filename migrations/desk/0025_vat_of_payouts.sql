-- VAT of credit notes (section 14 (2) UStG) that a payout paid beside the commissions. Received, never written
-- here; it moves no balance.
ALTER TABLE commission_payouts ADD COLUMN vat_cents INTEGER NOT NULL DEFAULT 0;
