-- VAT of commissions (section 14 (2) UStG): what stands on a credit note beside the net amount is owed to its
-- recipient too, and is paid by one payout. VAT of sales: how each line of a checkout or a subscription is taxed
-- is fixed when it is offered.

-- Of the amount: VAT of credit notes. The rest is of commissions.
ALTER TABLE payouts ADD COLUMN vat_cents INTEGER NOT NULL DEFAULT 0;

-- The VAT that a credit note or a correction shows; no row where it shows none.
CREATE TABLE credit_note_vat (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , currency TEXT NOT NULL
  -- Below zero in most corrections.
  , vat_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, number)
) STRICT;

-- Which payout carries the VAT of which credit note.
CREATE TABLE payout_vat (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , number TEXT NOT NULL
  , vat_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, number)
) STRICT;
CREATE INDEX payout_vat_by_number ON payout_vat (tenant_id, number);

-- How a line is taxed: between which places, at which rate, and what is said where there is no VAT.
CREATE TABLE sale_vat (
    -- The seller.
    tenant_id TEXT NOT NULL
  -- A checkout, or a subscription: whoever draws the id of the one takes no place of the other.
  , sale_id TEXT NOT NULL
  -- 0 or 1.
  , is_subscription INTEGER NOT NULL
  , line_no INTEGER NOT NULL
  , vat_class TEXT NOT NULL
  -- Basis points.
  , vat_rate_bp INTEGER NOT NULL
  -- On what is paid for the line; of a subscription for the first period.
  , vat_cents INTEGER NOT NULL
  -- The country whose VAT it is; empty where it is nobody's.
  , taxed_in TEXT NOT NULL
  , seller_country TEXT NOT NULL
  -- Empty where it is not known.
  , buyer_country TEXT NOT NULL
  , buyer_vat_id TEXT NOT NULL
  -- Empty where VAT is shown.
  , note TEXT NOT NULL
  , PRIMARY KEY (tenant_id, sale_id, is_subscription, line_no)
) STRICT;

-- The VAT of a credit note is paid once, whatever asks for it; again only after its payout was released.
CREATE TRIGGER payout_vat_once BEFORE INSERT ON payout_vat
WHEN EXISTS (
    SELECT 1 FROM payout_vat AS v
    WHERE v.tenant_id = NEW.tenant_id AND v.number = NEW.number
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = v.tenant_id AND e.payout_id = v.payout_id AND e.outcome = 'released'
    )
)
BEGIN SELECT RAISE(ABORT, 'the VAT of a credit note is paid by one payout'); END;

CREATE TRIGGER credit_note_vat_no_update BEFORE UPDATE ON credit_note_vat
BEGIN SELECT RAISE(ABORT, 'the VAT of credit notes is append-only'); END;
CREATE TRIGGER credit_note_vat_no_delete BEFORE DELETE ON credit_note_vat
BEGIN SELECT RAISE(ABORT, 'the VAT of credit notes is append-only'); END;
CREATE TRIGGER payout_vat_no_update BEFORE UPDATE ON payout_vat
BEGIN SELECT RAISE(ABORT, 'who pays the VAT of a credit note is append-only'); END;
CREATE TRIGGER payout_vat_no_delete BEFORE DELETE ON payout_vat
BEGIN SELECT RAISE(ABORT, 'who pays the VAT of a credit note is append-only'); END;
CREATE TRIGGER sale_vat_no_update BEFORE UPDATE ON sale_vat
BEGIN SELECT RAISE(ABORT, 'the VAT of a sale is append-only'); END;
CREATE TRIGGER sale_vat_no_delete BEFORE DELETE ON sale_vat
BEGIN SELECT RAISE(ABORT, 'the VAT of a sale is append-only'); END;
