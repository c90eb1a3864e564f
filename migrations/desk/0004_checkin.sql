-- Punch cards (10er-Karten) with their ledger, and the cases to settle (Klärungsfälle).

CREATE TABLE punch_cards (
    punch_card_id TEXT PRIMARY KEY NOT NULL,
    code TEXT NOT NULL,
    product_id TEXT,
    text TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    entries INTEGER NOT NULL,
    price_cents INTEGER NOT NULL,
    entry_value_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    tax_nature TEXT NOT NULL,
    vat_class TEXT NOT NULL,
    vat_rate_bp INTEGER NOT NULL,
    sold_on TEXT NOT NULL,
    expires_on TEXT,
    sale_id TEXT,
    actor_id TEXT,
    register_id TEXT,
    recorded_on TEXT,
    recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX punch_cards_by_code ON punch_cards (code);
CREATE INDEX punch_cards_by_contact ON punch_cards (contact_id);
CREATE INDEX punch_cards_by_sale ON punch_cards (sale_id) WHERE sale_id IS NOT NULL;

-- The ledger (D1): a use, or its taking back; never a counter.
CREATE TABLE redemptions (
    redemption_id TEXT PRIMARY KEY NOT NULL,
    punch_card_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    takes_back TEXT,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_on TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    register_id TEXT NOT NULL,
    device_id TEXT,
    gv_typ TEXT NOT NULL,
    value_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    is_training INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX redemptions_by_card ON redemptions (punch_card_id, at);
CREATE INDEX redemptions_by_day ON redemptions (recorded_on, at);
CREATE INDEX redemptions_by_contact ON redemptions (contact_id, at);
CREATE INDEX redemptions_by_device ON redemptions (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX redemptions_by_takes_back ON redemptions (takes_back) WHERE takes_back IS NOT NULL;

CREATE TRIGGER punch_cards_stay_as_they_are BEFORE UPDATE ON punch_cards
BEGIN SELECT RAISE(ABORT, 'a punch card is never changed'); END;
CREATE TRIGGER punch_cards_are_kept BEFORE DELETE ON punch_cards
BEGIN SELECT RAISE(ABORT, 'a punch card is never deleted'); END;
CREATE TRIGGER redemptions_stay_as_they_are BEFORE UPDATE ON redemptions
BEGIN SELECT RAISE(ABORT, 'a redemption is never changed'); END;
CREATE TRIGGER redemptions_are_kept BEFORE DELETE ON redemptions
BEGIN SELECT RAISE(ABORT, 'a redemption is never deleted'); END;

-- Where each card stands: computed from its ledger whenever a line of it arrives.
-- `left_count` = entries - used - refunded, below zero when two desks both used the last entry.
CREATE TABLE punch_card_balances (
    punch_card_id TEXT PRIMARY KEY NOT NULL,
    contact_id TEXT NOT NULL,
    code TEXT NOT NULL,
    expires_on TEXT,
    entries INTEGER NOT NULL,
    used INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    left_count INTEGER NOT NULL,
    -- Value of what is left, with VAT.
    rest_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    -- Of the last use that stands.
    last_used_at INTEGER,
    -- The last use, or the day of the sale: the order of the list.
    touched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX punch_card_balances_by_contact ON punch_card_balances (contact_id);
CREATE INDEX punch_card_balances_by_touch ON punch_card_balances (touched_at DESC);
CREATE INDEX punch_card_balances_open
    ON punch_card_balances (expires_on, left_count, rest_cents) WHERE left_count > 0;
CREATE INDEX punch_card_balances_by_left ON punch_card_balances (left_count, touched_at);

-- Klärungsfälle, opened by the platform.
CREATE TABLE cases (
    case_id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    contact_id TEXT,
    punch_card_id TEXT,
    opened_at INTEGER NOT NULL,
    details TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_time ON cases (opened_at);

-- The facts that do not fit together, the later one last.
CREATE TABLE case_facts (
    case_id TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    PRIMARY KEY (case_id, fact_no)
) STRICT, WITHOUT ROWID;
