INSERT INTO regional_agreement_countries (
    tenant_id
  , agreement_id
  , country
  , valid_from
  , valid_until
)
SELECT
    CAST($1 AS TEXT)
  , CAST($2 AS TEXT)
  , CAST($3 AS TEXT)
  , CAST($4 AS TEXT)
  , CAST($5 AS TEXT)
WHERE NOT EXISTS (
    SELECT 1 FROM regional_agreement_countries AS other
    WHERE other.country = $3
      AND other.valid_from <= other.valid_until
      AND $4 <= $5
      AND other.valid_from <= $5
      AND $4 <= other.valid_until
)
