-- Which document a Storno reverses: two desks without a network may reverse one document twice.
-- Training is never in the books and not kept here.
CREATE TABLE stornos (
    tenant_id TEXT NOT NULL
  , storno_id TEXT NOT NULL
  -- `sale` or `invoice`: the Storno and what it reverses are of one kind.
  , entity TEXT NOT NULL
  , cancelled_id TEXT NOT NULL
  , contact_id TEXT
  , seq BIGINT NOT NULL
  , PRIMARY KEY (tenant_id, entity, storno_id)
);
CREATE INDEX stornos_by_cancelled ON stornos (tenant_id, cancelled_id, seq);
CREATE INDEX document_numbers_by_document ON document_numbers (tenant_id, entity, entity_id);

-- The sale that sold a punch card: its Storno pays every entry back. NULL when taken over from paper.
ALTER TABLE punch_cards ADD COLUMN sale_id TEXT;
CREATE INDEX punch_cards_by_sale ON punch_cards (tenant_id, sale_id) WHERE sale_id IS NOT NULL;

CREATE TRIGGER stornos_no_update BEFORE UPDATE ON stornos FOR EACH ROW
EXECUTE FUNCTION refuse_change('stornos are append-only');
CREATE TRIGGER stornos_no_delete BEFORE DELETE ON stornos FOR EACH ROW
EXECUTE FUNCTION refuse_change('stornos are append-only');

ALTER TABLE stornos ENABLE ROW LEVEL SECURITY;
ALTER TABLE stornos FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON stornos TO mojo_tenant
    USING (tenant_id = current_setting('app.tenant_id'))
    WITH CHECK (tenant_id = current_setting('app.tenant_id'));
CREATE POLICY whole_ledger ON stornos TO mojo_ledger USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON stornos TO mojo_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON stornos TO mojo_tenant;

-- The second wall stands before the owner of the tables too.
SET LOCAL ROLE mojo_ledger;
INSERT INTO stornos (tenant_id, storno_id, entity, cancelled_id, contact_id, seq)
SELECT
    f.tenant_id
  , f.entity_id
  , f.entity
  , b.body ->> 'cancels'
  , b.body ->> 'contact_id'
  , f.seq
FROM facts AS f
INNER JOIN (
    SELECT tenant_id, seq, CASE WHEN body LIKE '{%' THEN CAST(body AS jsonb) END AS body
    FROM change_bodies
) AS b ON b.tenant_id = f.tenant_id AND b.seq = f.seq
WHERE f.entity IN ('sale', 'invoice')
AND b.body ->> 'cancels' IS NOT NULL
AND b.body ->> 'is_training' IS DISTINCT FROM 'true';
UPDATE punch_cards
SET sale_id = (
    SELECT CASE WHEN b.body LIKE '{%' THEN CAST(b.body AS jsonb) END ->> 'sale_id'
    FROM change_bodies AS b
    WHERE b.tenant_id = punch_cards.tenant_id AND b.seq = punch_cards.seq
);
RESET ROLE;
