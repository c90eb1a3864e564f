-- C1: a country has one agreement a day, and the database refuses a second one. One row per country
-- of an agreement; the days are those of the agreement.
CREATE TABLE regional_agreement_countries (
    -- The distributor.
    tenant_id TEXT NOT NULL
  , agreement_id TEXT NOT NULL
  , country TEXT NOT NULL
  , valid_from TEXT NOT NULL
  -- The last day: 9999-12-31 where it is open-ended, the day before the first where it never began.
  , valid_until TEXT NOT NULL
  , PRIMARY KEY (tenant_id, agreement_id, country)
);
CREATE INDEX regional_agreement_countries_by_country
    ON regional_agreement_countries (country, valid_from);

ALTER TABLE regional_agreement_countries ENABLE ROW LEVEL SECURITY;
ALTER TABLE regional_agreement_countries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON regional_agreement_countries TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON regional_agreement_countries TO mojo_ledger
    USING (true) WITH CHECK (true);
GRANT SELECT ON regional_agreement_countries TO mojo_tenant;
GRANT SELECT, INSERT, UPDATE ON regional_agreement_countries TO mojo_ledger;

-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
INSERT INTO regional_agreement_countries (
    tenant_id, agreement_id, country, valid_from, valid_until
)
SELECT
    a.tenant_id
  , a.agreement_id
  , c.country
  , a.valid_from
  , COALESCE(a.valid_until, '9999-12-31')
FROM regional_agreements AS a
CROSS JOIN LATERAL jsonb_array_elements_text(CAST(a.region_codes AS jsonb)) AS c (country);
RESET ROLE;

-- The row of the country is the lock: whoever comes second waits here and then sees the first.
CREATE FUNCTION refuse_second_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO regions (country) VALUES (NEW.country) ON CONFLICT DO NOTHING;
    UPDATE regions SET country = country WHERE country = NEW.country;
    IF EXISTS (
        SELECT 1 FROM regional_agreement_countries AS other
        WHERE other.country = NEW.country
          AND NOT (other.tenant_id = NEW.tenant_id AND other.agreement_id = NEW.agreement_id)
          AND other.valid_from <= other.valid_until
          AND NEW.valid_from <= NEW.valid_until
          AND other.valid_from <= NEW.valid_until
          AND NEW.valid_from <= other.valid_until
    ) THEN
        RAISE EXCEPTION 'a country has one agreement a day, which is exclusive';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER regional_agreement_countries_exclusive
BEFORE INSERT OR UPDATE ON regional_agreement_countries FOR EACH ROW
EXECUTE FUNCTION refuse_second_agreement();
CREATE TRIGGER regional_agreement_countries_only_end
BEFORE UPDATE ON regional_agreement_countries FOR EACH ROW
WHEN (NEW.tenant_id IS DISTINCT FROM OLD.tenant_id
  OR NEW.agreement_id IS DISTINCT FROM OLD.agreement_id
  OR NEW.country IS DISTINCT FROM OLD.country
  OR NEW.valid_from IS DISTINCT FROM OLD.valid_from)
EXECUTE FUNCTION refuse_change('of an agreement only the end changes; it is append-only');
CREATE TRIGGER regional_agreement_countries_no_delete
BEFORE DELETE ON regional_agreement_countries FOR EACH ROW
EXECUTE FUNCTION refuse_change('agreements are never deleted');
