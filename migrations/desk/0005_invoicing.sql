-- Invoices: what was issued stands as it is; what is still owed is kept up beside it.

CREATE TABLE invoices (
    invoice_id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    cancels TEXT,
    cancels_number TEXT,
    reason TEXT NOT NULL,
    number TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    -- Name and address are frozen when issued (section 14 (4) UStG).
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    seller TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    issued_on TEXT NOT NULL,
    service_from TEXT NOT NULL,
    service_to TEXT NOT NULL,
    due_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    notes TEXT NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    document_sha256 TEXT,
    register_id TEXT,
    started_at INTEGER,
    finished_at INTEGER,
    gv_typ TEXT NOT NULL,
    is_training INTEGER NOT NULL,
    recorded_on TEXT
) STRICT;
-- Not unique: two documents with one number both stand, and a case is opened.
CREATE INDEX invoices_by_number ON invoices (number);
CREATE INDEX invoices_by_contact ON invoices (contact_id, issued_at);
CREATE INDEX invoices_by_time ON invoices (issued_at, invoice_id);
CREATE INDEX invoices_cancelling ON invoices (cancels) WHERE cancels IS NOT NULL;

CREATE TABLE invoice_lines (
    invoice_id TEXT NOT NULL,
    line_no INTEGER NOT NULL,
    text TEXT NOT NULL,
    quantity_milli INTEGER NOT NULL,
    unit_net_cents INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_class TEXT NOT NULL,
    vat_rate_bp INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, line_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE invoice_vat (
    invoice_id TEXT NOT NULL,
    vat_class TEXT NOT NULL,
    vat_rate_bp INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, vat_class, vat_rate_bp)
) STRICT, WITHOUT ROWID;

CREATE TABLE invoice_payments (
    payment_id TEXT PRIMARY KEY NOT NULL,
    invoice_id TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    register_id TEXT,
    recorded_on TEXT,
    recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invoice_payments_by_invoice ON invoice_payments (invoice_id, recorded_at);

CREATE TRIGGER invoices_are_append_only_update BEFORE UPDATE ON invoices
BEGIN SELECT RAISE(ABORT, 'invoices are append-only (GoBD)'); END;
CREATE TRIGGER invoices_are_append_only_delete BEFORE DELETE ON invoices
BEGIN SELECT RAISE(ABORT, 'invoices are append-only (GoBD)'); END;
CREATE TRIGGER invoice_lines_are_append_only_update BEFORE UPDATE ON invoice_lines
BEGIN SELECT RAISE(ABORT, 'invoice lines are append-only (GoBD)'); END;
CREATE TRIGGER invoice_lines_are_append_only_delete BEFORE DELETE ON invoice_lines
BEGIN SELECT RAISE(ABORT, 'invoice lines are append-only (GoBD)'); END;
CREATE TRIGGER invoice_vat_is_append_only_update BEFORE UPDATE ON invoice_vat
BEGIN SELECT RAISE(ABORT, 'invoice VAT is append-only (GoBD)'); END;
CREATE TRIGGER invoice_vat_is_append_only_delete BEFORE DELETE ON invoice_vat
BEGIN SELECT RAISE(ABORT, 'invoice VAT is append-only (GoBD)'); END;
CREATE TRIGGER invoice_payments_are_append_only_update BEFORE UPDATE ON invoice_payments
BEGIN SELECT RAISE(ABORT, 'invoice payments are append-only (GoBD)'); END;
CREATE TRIGGER invoice_payments_are_append_only_delete BEFORE DELETE ON invoice_payments
BEGIN SELECT RAISE(ABORT, 'invoice payments are append-only (GoBD)'); END;

-- What is owed, kept up by the projection: an invoice may arrive after its payment or its Storno.
CREATE TABLE invoice_states (
    invoice_id TEXT PRIMARY KEY NOT NULL,
    contact_id TEXT NOT NULL,
    due_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    gross_cents INTEGER NOT NULL,
    paid_cents INTEGER NOT NULL,
    -- 1: cancelled, or itself a Storno: nothing is owed.
    is_settled INTEGER NOT NULL,
    open_cents INTEGER GENERATED ALWAYS AS
        (CASE WHEN is_settled = 1 THEN 0 ELSE gross_cents - paid_cents END) STORED
) STRICT;
CREATE INDEX invoice_states_open ON invoice_states (contact_id, due_on) WHERE open_cents > 0;
CREATE INDEX invoice_states_due ON invoice_states (due_on, open_cents) WHERE open_cents > 0;

CREATE TABLE invoice_drafts (
    draft_id TEXT PRIMARY KEY NOT NULL,
    contact_id TEXT,
    -- The fields as edited, as JSON.
    input TEXT NOT NULL,
    gross_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    edited_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invoice_drafts_by_time ON invoice_drafts (edited_at);
