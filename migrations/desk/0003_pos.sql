-- The till (Kasse): products, sales, cash, closings. Sales, movements and closings are facts.

-- A projection of the cards of the kind `product`.
CREATE TABLE products (
    product_id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- With VAT.
    price_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    vat_class TEXT NOT NULL,
    entries INTEGER,
    valid_months INTEGER,
    tax_nature TEXT,
    position INTEGER,
    is_archived INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX products_by_code ON products (code) WHERE code <> '';
CREATE INDEX products_by_name ON products (name);

CREATE TABLE sales (
    sale_id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    -- The sale that a Storno reverses.
    cancels TEXT,
    reason TEXT NOT NULL,
    receipt_number TEXT NOT NULL,
    -- As printed, frozen when sold: JSON.
    seller TEXT NOT NULL,
    register_id TEXT NOT NULL,
    -- The closing (Z_NR) that counts this sale: the open period of the till when it arrived.
    z_number INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    contact_id TEXT,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    recorded_on TEXT NOT NULL,
    is_training INTEGER NOT NULL,
    currency TEXT NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    change_cents INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Not unique: two documents with one number are a case to settle, not a refusal.
CREATE INDEX sales_by_receipt_number ON sales (receipt_number);
CREATE INDEX sales_by_cancels ON sales (cancels) WHERE cancels IS NOT NULL;
CREATE INDEX sales_by_period ON sales (register_id, z_number, finished_at);
CREATE INDEX sales_by_contact ON sales (contact_id, finished_at) WHERE contact_id IS NOT NULL;
CREATE INDEX sales_by_day ON sales (recorded_on);

CREATE TABLE sale_lines (
    sale_id TEXT NOT NULL,
    line_no INTEGER NOT NULL,
    product_id TEXT,
    text TEXT NOT NULL,
    quantity_milli INTEGER NOT NULL,
    unit_gross_cents INTEGER NOT NULL,
    discount_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    vat_class TEXT NOT NULL,
    vat_rate_bp INTEGER NOT NULL,
    gv_typ TEXT NOT NULL,
    punch_card_id TEXT,
    PRIMARY KEY (sale_id, line_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_vat (
    sale_id TEXT NOT NULL,
    group_no INTEGER NOT NULL,
    vat_class TEXT NOT NULL,
    vat_rate_bp INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    PRIMARY KEY (sale_id, group_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_payments (
    sale_id TEXT NOT NULL,
    payment_no INTEGER NOT NULL,
    method TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    tendered_cents INTEGER NOT NULL,
    PRIMARY KEY (sale_id, payment_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE cash_movements (
    cash_movement_id TEXT PRIMARY KEY NOT NULL,
    register_id TEXT NOT NULL,
    z_number INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_on TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    gv_typ TEXT NOT NULL,
    reason TEXT NOT NULL,
    is_training INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cash_movements_by_period ON cash_movements (register_id, z_number, at);

CREATE TABLE cash_closings (
    closing_id TEXT PRIMARY KEY NOT NULL,
    -- As printed, frozen when closed: JSON.
    seller TEXT NOT NULL,
    register_id TEXT NOT NULL,
    z_number INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    opening_cents INTEGER NOT NULL,
    cash_sales_cents INTEGER NOT NULL,
    cash_movements_cents INTEGER NOT NULL,
    expected_cents INTEGER NOT NULL,
    counted_cents INTEGER NOT NULL,
    difference_cents INTEGER NOT NULL,
    reason TEXT NOT NULL,
    receipts INTEGER NOT NULL,
    first_receipt TEXT NOT NULL,
    last_receipt TEXT NOT NULL,
    is_training INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cash_closings_by_number ON cash_closings (register_id, z_number);

CREATE TABLE cash_closing_counts (
    closing_id TEXT NOT NULL,
    denomination_cents INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    PRIMARY KEY (closing_id, denomination_cents)
) STRICT, WITHOUT ROWID;

CREATE TABLE cash_closing_vat (
    closing_id TEXT NOT NULL,
    group_no INTEGER NOT NULL,
    vat_class TEXT NOT NULL,
    vat_rate_bp INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    PRIMARY KEY (closing_id, group_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE cash_closing_payments (
    closing_id TEXT NOT NULL,
    payment_no INTEGER NOT NULL,
    method TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    tendered_cents INTEGER NOT NULL,
    PRIMARY KEY (closing_id, payment_no)
) STRICT, WITHOUT ROWID;

-- The open period of each till, kept up by what is recorded: no sale is ever scanned for a total.
CREATE TABLE till_totals (
    register_id TEXT PRIMARY KEY NOT NULL,
    next_z INTEGER NOT NULL,
    opening_cents INTEGER NOT NULL,
    cash_sales_cents INTEGER NOT NULL,
    cash_movements_cents INTEGER NOT NULL,
    receipts INTEGER NOT NULL,
    first_receipt TEXT NOT NULL,
    last_receipt TEXT NOT NULL,
    last_closing_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE till_vat (
    register_id TEXT NOT NULL,
    vat_class TEXT NOT NULL,
    vat_rate_bp INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    PRIMARY KEY (register_id, vat_class, vat_rate_bp)
) STRICT, WITHOUT ROWID;

CREATE TABLE till_payments (
    register_id TEXT NOT NULL,
    method TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    PRIMARY KEY (register_id, method)
) STRICT, WITHOUT ROWID;

-- D3: nothing that was issued is changed or deleted (§ 146 Abs. 4 AO).
CREATE TRIGGER sales_stay_as_they_are BEFORE UPDATE ON sales
BEGIN SELECT RAISE(ABORT, 'a sale is never changed'); END;
CREATE TRIGGER sales_are_kept BEFORE DELETE ON sales
BEGIN SELECT RAISE(ABORT, 'a sale is never deleted'); END;
CREATE TRIGGER sale_lines_stay_as_they_are BEFORE UPDATE ON sale_lines
BEGIN SELECT RAISE(ABORT, 'a sale is never changed'); END;
CREATE TRIGGER sale_lines_are_kept BEFORE DELETE ON sale_lines
BEGIN SELECT RAISE(ABORT, 'a sale is never deleted'); END;
CREATE TRIGGER sale_vat_stays_as_it_is BEFORE UPDATE ON sale_vat
BEGIN SELECT RAISE(ABORT, 'a sale is never changed'); END;
CREATE TRIGGER sale_vat_is_kept BEFORE DELETE ON sale_vat
BEGIN SELECT RAISE(ABORT, 'a sale is never deleted'); END;
CREATE TRIGGER sale_payments_stay_as_they_are BEFORE UPDATE ON sale_payments
BEGIN SELECT RAISE(ABORT, 'a sale is never changed'); END;
CREATE TRIGGER sale_payments_are_kept BEFORE DELETE ON sale_payments
BEGIN SELECT RAISE(ABORT, 'a sale is never deleted'); END;
CREATE TRIGGER cash_movements_stay_as_they_are BEFORE UPDATE ON cash_movements
BEGIN SELECT RAISE(ABORT, 'a cash movement is never changed'); END;
CREATE TRIGGER cash_movements_are_kept BEFORE DELETE ON cash_movements
BEGIN SELECT RAISE(ABORT, 'a cash movement is never deleted'); END;
CREATE TRIGGER cash_closings_stay_as_they_are BEFORE UPDATE ON cash_closings
BEGIN SELECT RAISE(ABORT, 'a closing is never changed'); END;
CREATE TRIGGER cash_closings_are_kept BEFORE DELETE ON cash_closings
BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
CREATE TRIGGER cash_closing_counts_stay_as_they_are BEFORE UPDATE ON cash_closing_counts
BEGIN SELECT RAISE(ABORT, 'a closing is never changed'); END;
CREATE TRIGGER cash_closing_counts_are_kept BEFORE DELETE ON cash_closing_counts
BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
CREATE TRIGGER cash_closing_vat_stays_as_it_is BEFORE UPDATE ON cash_closing_vat
BEGIN SELECT RAISE(ABORT, 'a closing is never changed'); END;
CREATE TRIGGER cash_closing_vat_is_kept BEFORE DELETE ON cash_closing_vat
BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
CREATE TRIGGER cash_closing_payments_stay_as_they_are BEFORE UPDATE ON cash_closing_payments
BEGIN SELECT RAISE(ABORT, 'a closing is never changed'); END;
CREATE TRIGGER cash_closing_payments_are_kept BEFORE DELETE ON cash_closing_payments
BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
