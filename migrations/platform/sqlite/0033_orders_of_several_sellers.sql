-- An order that the platform's own people tell may be of several sellers: each sells its part, and has
-- it as an order of its own. What the parts are parts of, and what whoever told it calls its lines.
CREATE TABLE order_parts (
    -- The seller of the part.
    tenant_id TEXT NOT NULL
  -- The part; the first one bears the id of the whole order.
  , order_id TEXT NOT NULL
  , whole_order_id TEXT NOT NULL
  -- Over all that was told, so that the same order told again is known from another one.
  , terms_hash TEXT NOT NULL
  -- A JSON object: the id of each line by its number.
  , line_ids TEXT NOT NULL
  , PRIMARY KEY (tenant_id, order_id)
) STRICT;
CREATE INDEX order_parts_by_whole ON order_parts (whole_order_id);
CREATE INDEX order_parts_by_order ON order_parts (order_id);

CREATE TRIGGER order_parts_no_update BEFORE UPDATE ON order_parts
BEGIN SELECT RAISE(ABORT, 'parts of orders are append-only'); END;
CREATE TRIGGER order_parts_no_delete BEFORE DELETE ON order_parts
BEGIN SELECT RAISE(ABORT, 'parts of orders are append-only'); END;

-- C3: which orders use up a first purchase; every process reads it with the order that it records.
CREATE TABLE commission_settings (
    name TEXT NOT NULL PRIMARY KEY
  , value TEXT NOT NULL
) STRICT;
INSERT INTO commission_settings (name, value) VALUES ('first_purchase', 'first_paid_order');
