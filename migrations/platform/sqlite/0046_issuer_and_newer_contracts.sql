-- Who makes credit notes out (Y3), as it was stated each time: what was issued before keeps its issuer.
CREATE TABLE issuer_versions (
    -- MOJO LLC.
    tenant_id TEXT NOT NULL
  -- From 1, in the order of the statements.
  , place INTEGER NOT NULL
  , name TEXT NOT NULL
  , street TEXT NOT NULL
  , postal_code TEXT NOT NULL
  , city TEXT NOT NULL
  -- ISO 3166-1 alpha-2.
  , country TEXT NOT NULL
  -- Empty where there is none.
  , tax_number TEXT NOT NULL
  , vat_id TEXT NOT NULL
  , stated_at INTEGER NOT NULL
  , user_id TEXT NOT NULL
  -- Empty where nobody said why.
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, place)
) STRICT;

-- From which day on a version of a contract is needed (F1, F2); the last word of a version counts.
CREATE TABLE contract_demands (
    -- MOJO LLC, whose contracts they are.
    tenant_id TEXT NOT NULL
  , kind TEXT NOT NULL
  , version TEXT NOT NULL
  -- From 1, in the order of the declarations.
  , place INTEGER NOT NULL
  -- A day of Berlin.
  , needed_from TEXT NOT NULL
  , declared_at INTEGER NOT NULL
  , user_id TEXT NOT NULL
  , reason TEXT NOT NULL
  , PRIMARY KEY (tenant_id, kind, version, place)
) STRICT;

-- A tenant accepts a version once, however often and by whomever it is sent.
CREATE UNIQUE INDEX contract_acceptances_once ON contract_acceptances (tenant_id, kind, version);
CREATE INDEX contract_acceptances_by_time ON contract_acceptances (accepted_at, acceptance_id);

-- Support looks a customer up by the number that stands on a receipt.
CREATE INDEX orders_by_number ON orders (order_number);

CREATE TRIGGER issuer_versions_no_update BEFORE UPDATE ON issuer_versions
BEGIN SELECT RAISE(ABORT, 'what was stated of the issuer is append-only'); END;
CREATE TRIGGER issuer_versions_no_delete BEFORE DELETE ON issuer_versions
BEGIN SELECT RAISE(ABORT, 'what was stated of the issuer is append-only'); END;
CREATE TRIGGER contract_demands_no_update BEFORE UPDATE ON contract_demands
BEGIN SELECT RAISE(ABORT, 'from when a contract is needed is append-only'); END;
CREATE TRIGGER contract_demands_no_delete BEFORE DELETE ON contract_demands
BEGIN SELECT RAISE(ABORT, 'from when a contract is needed is append-only'); END;
