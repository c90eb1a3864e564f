-- What people decide where devices disagreed: contacts merged, cases settled, texts that clashed,
-- and the prices that a product had.

-- Contacts merged, and parted again. Facts; neither card is changed.
CREATE TABLE contact_merges (
    merge_id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    winner_id TEXT NOT NULL,
    loser_id TEXT NOT NULL,
    -- The latest reading on the loser's card that the one who merged had seen.
    seen_hlc INTEGER NOT NULL,
    hlc INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    device_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_merges_by_winner ON contact_merges (winner_id);
CREATE INDEX contact_merges_by_loser ON contact_merges (loser_id);
CREATE TRIGGER contact_merges_stay_as_they_are BEFORE UPDATE ON contact_merges
BEGIN SELECT RAISE(ABORT, 'a merge of contacts is never changed'); END;
CREATE TRIGGER contact_merges_are_kept BEFORE DELETE ON contact_merges
BEGIN SELECT RAISE(ABORT, 'a merge of contacts is never deleted'); END;

-- The merges that a parting takes back.
CREATE TABLE contact_merges_parted (
    merge_id TEXT NOT NULL,
    parting_id TEXT NOT NULL,
    PRIMARY KEY (merge_id, parting_id)
) STRICT, WITHOUT ROWID;

-- Who stands for whom: computed from the merges that stand, whenever one arrives.
CREATE TABLE contact_aliases (
    contact_id TEXT PRIMARY KEY NOT NULL,
    winner_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    depth INTEGER NOT NULL,
    merge_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_aliases_by_winner ON contact_aliases (winner_id);

-- Settlements of cases. Several may stand for one case: the first in the platform's order counts.
CREATE TABLE case_settlements (
    settlement_id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL,
    resolution TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    device_id TEXT,
    -- The visit that no longer counts on its card, and the card that it counts on instead.
    redemption_id TEXT,
    to_card TEXT,
    sale_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX case_settlements_by_case ON case_settlements (case_id);
CREATE TRIGGER case_settlements_stay_as_they_are BEFORE UPDATE ON case_settlements
BEGIN SELECT RAISE(ABORT, 'a settlement is never changed'); END;
CREATE TRIGGER case_settlements_are_kept BEFORE DELETE ON case_settlements
BEGIN SELECT RAISE(ABORT, 'a settlement is never deleted'); END;

-- Visits that were settled: the settlement that counts took them off their card. `to_card` is the
-- card that they count on instead, if any.
CREATE TABLE settled_visits (
    redemption_id TEXT PRIMARY KEY NOT NULL,
    settlement_id TEXT NOT NULL,
    to_card TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX settled_visits_by_card ON settled_visits (to_card) WHERE to_card IS NOT NULL;

-- Of an edit of a card, which has no id of its own: who wrote, and when.
ALTER TABLE case_facts ADD COLUMN device_id TEXT;
ALTER TABLE case_facts ADD COLUMN hlc INTEGER;

-- The write that stands in the place of a text that lost, and whether people brought the text
-- back or had seen it.
ALTER TABLE card_notes_kept ADD COLUMN by_hlc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE card_notes_kept ADD COLUMN by_device_id TEXT NOT NULL DEFAULT '';
ALTER TABLE card_notes_kept ADD COLUMN is_settled INTEGER NOT NULL DEFAULT 0;

-- Every price that was ever written, also one that lost: a sale says later that another held.
CREATE TABLE product_prices (
    product_id TEXT NOT NULL,
    hlc INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    price_cents INTEGER NOT NULL,
    PRIMARY KEY (product_id, hlc, device_id)
) STRICT, WITHOUT ROWID;
INSERT INTO product_prices (product_id, hlc, device_id, price_cents)
SELECT card_id
     , coalesce(json_extract(stamps, '$.price_cents[0]'), json_extract(stamps, '$."*"[0]'), 0)
     , coalesce(json_extract(stamps, '$.price_cents[1]'), json_extract(stamps, '$."*"[1]'), '')
     , json_extract(fields, '$.price_cents')
  FROM cards
 WHERE entity = 'product' AND json_type(fields, '$.price_cents') = 'integer';
