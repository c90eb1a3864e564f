-- A price of others that was read before the platform was put back: whoever sent it may have sent it again,
-- and it may count by another time now. It goes when the order was read anew and did not name it.
ALTER TABLE product_prices ADD COLUMN is_of_before INTEGER NOT NULL DEFAULT 0;
