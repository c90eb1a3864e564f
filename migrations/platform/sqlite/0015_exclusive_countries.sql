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
) STRICT;
CREATE INDEX regional_agreement_countries_by_country
    ON regional_agreement_countries (country, valid_from);

INSERT INTO regional_agreement_countries (
    tenant_id, agreement_id, country, valid_from, valid_until
)
SELECT
    a.tenant_id
  , a.agreement_id
  , c.value
  , a.valid_from
  , COALESCE(a.valid_until, '9999-12-31')
FROM regional_agreements AS a, json_each(a.region_codes) AS c;

CREATE TRIGGER regional_agreement_countries_exclusive
BEFORE INSERT ON regional_agreement_countries
WHEN EXISTS (
    SELECT 1 FROM regional_agreement_countries AS other
    WHERE other.country = NEW.country
      AND other.valid_from <= other.valid_until
      AND NEW.valid_from <= NEW.valid_until
      AND other.valid_from <= NEW.valid_until
      AND NEW.valid_from <= other.valid_until
)
BEGIN SELECT RAISE(ABORT, 'a country has one agreement a day, which is exclusive'); END;
CREATE TRIGGER regional_agreement_countries_stay_exclusive
BEFORE UPDATE ON regional_agreement_countries
WHEN EXISTS (
    SELECT 1 FROM regional_agreement_countries AS other
    WHERE other.country = NEW.country
      AND NOT (other.tenant_id = OLD.tenant_id AND other.agreement_id = OLD.agreement_id)
      AND other.valid_from <= other.valid_until
      AND NEW.valid_from <= NEW.valid_until
      AND other.valid_from <= NEW.valid_until
      AND NEW.valid_from <= other.valid_until
)
BEGIN SELECT RAISE(ABORT, 'a country has one agreement a day, which is exclusive'); END;
CREATE TRIGGER regional_agreement_countries_only_end BEFORE UPDATE ON regional_agreement_countries
WHEN NEW.tenant_id IS NOT OLD.tenant_id
  OR NEW.agreement_id IS NOT OLD.agreement_id
  OR NEW.country IS NOT OLD.country
  OR NEW.valid_from IS NOT OLD.valid_from
BEGIN SELECT RAISE(ABORT, 'of an agreement only the end changes; it is append-only'); END;
CREATE TRIGGER regional_agreement_countries_no_delete BEFORE DELETE ON regional_agreement_countries
BEGIN SELECT RAISE(ABORT, 'agreements are never deleted'); END;
