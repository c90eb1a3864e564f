-- The tenant's affiliate codes as the platform told of them with its last greeting: for reading, and for
-- flyers, without a network. Received, never written here; a greeting puts them in the place of those before.
CREATE TABLE affiliate_codes (
    code TEXT NOT NULL PRIMARY KEY,
    -- In the platform's order; what was made here since stands before it.
    place INTEGER NOT NULL,
    -- The platform's JSON.
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
