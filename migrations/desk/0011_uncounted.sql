-- A till may be closed without a count when somebody says why: the closing then says so itself.
ALTER TABLE cash_closings ADD COLUMN is_uncounted INTEGER NOT NULL DEFAULT 0;
