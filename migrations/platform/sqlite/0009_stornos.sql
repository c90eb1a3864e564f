-- Which document a Storno reverses: two desks without a network may reverse one document twice.
-- Training is never in the books and not kept here.
CREATE TABLE stornos (
    tenant_id TEXT NOT NULL
  , storno_id TEXT NOT NULL
  -- `sale` or `invoice`: the Storno and what it reverses are of one kind.
  , entity TEXT NOT NULL
  , cancelled_id TEXT NOT NULL
  , contact_id TEXT
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, entity, storno_id)
) STRICT;
CREATE INDEX stornos_by_cancelled ON stornos (tenant_id, cancelled_id, seq);
CREATE INDEX document_numbers_by_document ON document_numbers (tenant_id, entity, entity_id);

INSERT INTO stornos (tenant_id, storno_id, entity, cancelled_id, contact_id, seq)
SELECT f.tenant_id
     , f.entity_id
     , f.entity
     , json_extract(b.body, '$.cancels')
     , json_extract(b.body, '$.contact_id')
     , f.seq
  FROM facts f
  JOIN (SELECT tenant_id, seq, iif(json_valid(body), body, '{}') AS body FROM change_bodies) b
    ON b.tenant_id = f.tenant_id AND b.seq = f.seq
 WHERE f.entity IN ('sale', 'invoice')
   AND json_extract(b.body, '$.cancels') IS NOT NULL
   AND json_extract(b.body, '$.is_training') IS NOT 1;

-- The sale that sold a punch card: its Storno pays every entry back. NULL when taken over from paper.
ALTER TABLE punch_cards ADD COLUMN sale_id TEXT;
UPDATE punch_cards
   SET sale_id = (
       SELECT json_extract(iif(json_valid(b.body), b.body, '{}'), '$.sale_id')
         FROM change_bodies b
        WHERE b.tenant_id = punch_cards.tenant_id AND b.seq = punch_cards.seq
   );
CREATE INDEX punch_cards_by_sale ON punch_cards (tenant_id, sale_id) WHERE sale_id IS NOT NULL;

CREATE TRIGGER stornos_no_update BEFORE UPDATE ON stornos
BEGIN SELECT RAISE(ABORT, 'stornos are append-only'); END;
CREATE TRIGGER stornos_no_delete BEFORE DELETE ON stornos
BEGIN SELECT RAISE(ABORT, 'stornos are append-only'); END;
