-- C5: what a tenant sells through a payment that stays in the platform's account at the provider is the tenant's,
-- less the commissions. What was taken, what of it the platform keeps, and what refunds and disputes changed.
CREATE TABLE seller_entries (
    -- The seller.
    tenant_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no INTEGER NOT NULL
  -- Counted from 1 within the line: the first one is the sale.
  , entry_no INTEGER NOT NULL
  -- sale, refund, dispute, refund_back, correction.
  , reason TEXT NOT NULL
  -- What the customer paid, VAT included; below zero for what went back.
  , gross_cents INTEGER NOT NULL
  -- The VAT in it.
  , vat_cents INTEGER NOT NULL
  -- What the platform keeps of it: its own fee (C4) and the commissions of others (C2).
  , kept_cents INTEGER NOT NULL
  -- The seller's.
  , amount_cents INTEGER NOT NULL
  , currency TEXT NOT NULL
  -- The end of the hold period of the sale: not paid out before.
  , due_at INTEGER NOT NULL
  , booked_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, order_id, line_no, entry_no)
  , CHECK (entry_no > 0)
  , CHECK (amount_cents = gross_cents - kept_cents)
) STRICT;
CREATE INDEX seller_entries_by_time ON seller_entries (tenant_id, booked_at, order_id, line_no, entry_no);

-- Which payout pays an entry, or takes it back.
CREATE TABLE seller_payout_entries (
    tenant_id TEXT NOT NULL
  , payout_id TEXT NOT NULL
  , order_id TEXT NOT NULL
  , line_no INTEGER NOT NULL
  , entry_no INTEGER NOT NULL
  , amount_cents INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, payout_id, order_id, line_no, entry_no)
) STRICT;
CREATE INDEX seller_payout_entries_by_entry
    ON seller_payout_entries (tenant_id, order_id, line_no, entry_no);

-- What is settled is looked up by its order, whoever sold.
CREATE INDEX checkouts_by_order_alone ON checkouts (order_id);

-- An entry is paid once, whatever asks for it; again only after its payout was released.
CREATE TRIGGER seller_payout_entries_once BEFORE INSERT ON seller_payout_entries
WHEN EXISTS (
    SELECT 1 FROM seller_payout_entries AS p
    WHERE p.tenant_id = NEW.tenant_id AND p.order_id = NEW.order_id AND p.line_no = NEW.line_no
    AND p.entry_no = NEW.entry_no
    AND NOT EXISTS (
        SELECT 1 FROM payout_ends AS e
        WHERE e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id AND e.outcome = 'released'
    )
)
BEGIN SELECT RAISE(ABORT, 'an entry of a seller is paid by one payout'); END;

-- A payout pays what the entry says, and nothing that is not there.
CREATE TRIGGER seller_payout_entries_of_entry BEFORE INSERT ON seller_payout_entries
WHEN NOT EXISTS (
    SELECT 1 FROM seller_entries AS s
    WHERE s.tenant_id = NEW.tenant_id AND s.order_id = NEW.order_id AND s.line_no = NEW.line_no
    AND s.entry_no = NEW.entry_no AND s.amount_cents = NEW.amount_cents
)
BEGIN SELECT RAISE(ABORT, 'a payout pays a seller what an entry says'); END;

CREATE TRIGGER seller_entries_no_update BEFORE UPDATE ON seller_entries
BEGIN SELECT RAISE(ABORT, 'the entries of sellers are append-only'); END;
CREATE TRIGGER seller_entries_no_delete BEFORE DELETE ON seller_entries
BEGIN SELECT RAISE(ABORT, 'the entries of sellers are append-only'); END;
CREATE TRIGGER seller_payout_entries_no_update BEFORE UPDATE ON seller_payout_entries
BEGIN SELECT RAISE(ABORT, 'what a payout pays a seller is append-only'); END;
CREATE TRIGGER seller_payout_entries_no_delete BEFORE DELETE ON seller_payout_entries
BEGIN SELECT RAISE(ABORT, 'what a payout pays a seller is append-only'); END;
