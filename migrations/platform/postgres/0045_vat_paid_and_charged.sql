-- VAT of commissions (section 14 (2) UStG): what stands on a credit note beside the net amount is owed to its
-- recipient too, and is paid by one payout. VAT of sales: how each line of a checkout or a subscription is taxed
-- is fixed when it is offered.

-- Of the amount: VAT of credit notes. The rest is of commissions.
ALTER TABLE payouts ADD COLUMN vat_cents BIGINT NOT NULL DEFAULT 0;

-- The VAT that a credit note or a correction shows; no row where it shows none.
CREATE TABLE credit_note_vat (
    -- The recipient.
    tenant_id TEXT NOT NULL
  , number TEXT NOT NULL
  , currency TEXT NOT NULL
  -- Below zero in most corrections.
  , vat_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, number)
);

-- Which payout carries the VAT of which credit note.
CREATE TABLE payout_vat (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , number TEXT NOT NULL
  , vat_cents BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, number)
);
CREATE INDEX payout_vat_by_number ON payout_vat (tenant_id, number);

-- How a line is taxed: between which places, at which rate, and what is said where there is no VAT.
CREATE TABLE sale_vat (
    -- The seller.
    tenant_id TEXT NOT NULL
  -- A checkout, or a subscription: whoever draws the id of the one takes no place of the other.
  , sale_id TEXT NOT NULL
  -- 0 or 1.
  , is_subscription BIGINT NOT NULL
  , line_no BIGINT NOT NULL
  , vat_class TEXT NOT NULL
  -- Basis points.
  , vat_rate_bp BIGINT NOT NULL
  -- On what is paid for the line; of a subscription for the first period.
  , vat_cents BIGINT NOT NULL
  -- The country whose VAT it is; empty where it is nobody's.
  , taxed_in TEXT NOT NULL
  , seller_country TEXT NOT NULL
  -- Empty where it is not known.
  , buyer_country TEXT NOT NULL
  , buyer_vat_id TEXT NOT NULL
  -- Empty where VAT is shown.
  , note TEXT NOT NULL
  , PRIMARY KEY (tenant_id, sale_id, is_subscription, line_no)
);

-- The VAT of a credit note is paid once, whatever asks for it; again only after its payout was released.
CREATE FUNCTION refuse_second_payout_of_vat() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payout_vat AS v
        WHERE v.tenant_id = NEW.tenant_id AND v.number = NEW.number
        AND NOT EXISTS (
            SELECT 1 FROM payout_ends AS e
            WHERE e.tenant_id = v.tenant_id AND e.payout_id = v.payout_id AND e.outcome = 'released'
        )
    ) THEN
        RAISE EXCEPTION 'the VAT of a credit note is paid by one payout';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_vat_once BEFORE INSERT ON payout_vat FOR EACH ROW
EXECUTE FUNCTION refuse_second_payout_of_vat();

CREATE TRIGGER credit_note_vat_no_update BEFORE UPDATE ON credit_note_vat FOR EACH ROW
EXECUTE FUNCTION refuse_change('the VAT of credit notes is append-only');
CREATE TRIGGER credit_note_vat_no_delete BEFORE DELETE ON credit_note_vat FOR EACH ROW
EXECUTE FUNCTION refuse_change('the VAT of credit notes is append-only');
CREATE TRIGGER payout_vat_no_update BEFORE UPDATE ON payout_vat FOR EACH ROW
EXECUTE FUNCTION refuse_change('who pays the VAT of a credit note is append-only');
CREATE TRIGGER payout_vat_no_delete BEFORE DELETE ON payout_vat FOR EACH ROW
EXECUTE FUNCTION refuse_change('who pays the VAT of a credit note is append-only');
CREATE TRIGGER sale_vat_no_update BEFORE UPDATE ON sale_vat FOR EACH ROW
EXECUTE FUNCTION refuse_change('the VAT of a sale is append-only');
CREATE TRIGGER sale_vat_no_delete BEFORE DELETE ON sale_vat FOR EACH ROW
EXECUTE FUNCTION refuse_change('the VAT of a sale is append-only');

DO $$
DECLARE
    walled TEXT;
BEGIN
    FOREACH walled IN ARRAY ARRAY['credit_note_vat', 'payout_vat', 'sale_vat'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format(
            'CREATE POLICY tenant_wall ON %I TO mojo_tenant'
            || ' USING (tenant_id = current_setting(''app.tenant_id''))'
            || ' WITH CHECK (tenant_id = current_setting(''app.tenant_id''))', walled);
        EXECUTE format(
            'CREATE POLICY whole_ledger ON %I TO mojo_ledger'
            || ' USING (true) WITH CHECK (true)', walled);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON payout_vat, sale_vat TO mojo_tenant;
GRANT SELECT ON credit_note_vat TO mojo_tenant;
GRANT SELECT, INSERT ON credit_note_vat, payout_vat, sale_vat TO mojo_ledger;
