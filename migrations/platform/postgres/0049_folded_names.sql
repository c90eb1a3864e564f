-- Support finds a customer by a part of the name, however it is capitalised and whichever way its marks are
-- written. Neither database folds names as the desks do: the program writes the folded form with the name, and
-- what was written before it folds in the transaction of this migration.
ALTER TABLE customer_accounts ADD COLUMN folded_name TEXT;
ALTER TABLE users ADD COLUMN folded_name TEXT;
-- All that the search for a part reads: no row of an account is opened for it.
CREATE INDEX customer_accounts_by_folded_name
ON customer_accounts (tenant_id, folded_name, customer_user_id);
CREATE INDEX users_by_folded_name ON users (tenant_id, folded_name, user_id);
