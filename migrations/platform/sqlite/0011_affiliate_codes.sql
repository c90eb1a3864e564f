-- The codes of affiliate links, several a tenant, and the clicks on them as proof (A1). The column
-- `tenants.affiliate_code` is of before and read no more.
CREATE TABLE affiliate_codes (
    tenant_id TEXT NOT NULL
  , code TEXT NOT NULL
  -- What the tenant calls it, as "Flyer Herbst".
  , label TEXT NOT NULL
  , created_at INTEGER NOT NULL
  , retired_at INTEGER
  , PRIMARY KEY (tenant_id, code)
) STRICT;

-- The directory that finds the tenant of a code, as `logins` finds that of a name.
CREATE TABLE affiliate_code_owners (
    code TEXT NOT NULL PRIMARY KEY
  , owner_tenant_id TEXT NOT NULL
) STRICT;

CREATE TABLE clicks (
    tenant_id TEXT NOT NULL
  -- Stands in the cookie; says nothing about who clicked.
  , click_id TEXT NOT NULL
  , code TEXT NOT NULL
  , clicked_at INTEGER NOT NULL
  -- 0: an earlier click of the same visitor was live (first click wins).
  , counts INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, click_id)
) STRICT;
CREATE INDEX clicks_by_id ON clicks (click_id);
CREATE INDEX clicks_by_code ON clicks (tenant_id, code, clicked_at);

INSERT INTO affiliate_codes (tenant_id, code, label, created_at)
SELECT tenant_id, affiliate_code, '', created_at FROM tenants WHERE affiliate_code IS NOT NULL;
INSERT INTO affiliate_code_owners (code, owner_tenant_id)
SELECT affiliate_code, tenant_id FROM tenants WHERE affiliate_code IS NOT NULL;

CREATE TRIGGER clicks_no_update BEFORE UPDATE ON clicks
BEGIN SELECT RAISE(ABORT, 'clicks are append-only'); END;
CREATE TRIGGER clicks_no_delete BEFORE DELETE ON clicks
BEGIN SELECT RAISE(ABORT, 'clicks are append-only'); END;
CREATE TRIGGER affiliate_codes_no_delete BEFORE DELETE ON affiliate_codes
BEGIN SELECT RAISE(ABORT, 'affiliate codes are never deleted'); END;
CREATE TRIGGER affiliate_code_owners_no_update BEFORE UPDATE ON affiliate_code_owners
BEGIN SELECT RAISE(ABORT, 'a code never changes its owner; it is append-only'); END;
CREATE TRIGGER affiliate_code_owners_no_delete BEFORE DELETE ON affiliate_code_owners
BEGIN SELECT RAISE(ABORT, 'affiliate codes are never deleted'); END;
