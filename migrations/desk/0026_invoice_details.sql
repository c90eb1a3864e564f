-- What an invoice says besides amounts, people and days (as its body has it), and units and discounts of its
-- lines. What was issued before says nothing of it.
ALTER TABLE invoices ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
-- What was taken off for paying early: paid_cents of the states counts it with what was received.
ALTER TABLE invoice_payments ADD COLUMN discount_cents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE invoice_lines ADD COLUMN unit TEXT NOT NULL DEFAULT 'piece';
ALTER TABLE invoice_lines ADD COLUMN discount_bp INTEGER NOT NULL DEFAULT 0;
ALTER TABLE invoice_lines ADD COLUMN discount_cents INTEGER NOT NULL DEFAULT 0;
