-- Disputes of commissions (Y5): the recipient's words, the thread, and how the platform settled them. An
-- entry with a dispute that is not settled is frozen: it is not paid.
CREATE TABLE commission_disputes (
    tenant_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  , commission_id TEXT NOT NULL
  , reason TEXT NOT NULL
  , opened_at INTEGER NOT NULL
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
) STRICT;
CREATE INDEX commission_disputes_by_entry ON commission_disputes (tenant_id, commission_id);
CREATE INDEX commission_disputes_by_time ON commission_disputes (opened_at, dispute_id);

CREATE TABLE commission_dispute_messages (
    tenant_id TEXT NOT NULL
  , message_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  , text TEXT NOT NULL
  , written_at INTEGER NOT NULL
  -- 1 when the platform's people wrote it, 0 when the recipient did.
  , is_from_platform INTEGER NOT NULL
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, message_id)
) STRICT;
CREATE INDEX commission_dispute_messages_by_dispute
    ON commission_dispute_messages (tenant_id, dispute_id, seq);

-- A dispute is settled once.
CREATE TABLE commission_dispute_settlements (
    tenant_id TEXT NOT NULL
  , dispute_id TEXT NOT NULL
  -- upheld, rejected
  , outcome TEXT NOT NULL
  , reason TEXT NOT NULL
  , settled_at INTEGER NOT NULL
  , seq INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, dispute_id)
) STRICT;

CREATE TRIGGER commission_disputes_no_update BEFORE UPDATE ON commission_disputes
BEGIN SELECT RAISE(ABORT, 'disputes are append-only'); END;
CREATE TRIGGER commission_disputes_no_delete BEFORE DELETE ON commission_disputes
BEGIN SELECT RAISE(ABORT, 'disputes are append-only'); END;
CREATE TRIGGER commission_dispute_messages_no_update BEFORE UPDATE ON commission_dispute_messages
BEGIN SELECT RAISE(ABORT, 'messages of disputes are append-only'); END;
CREATE TRIGGER commission_dispute_messages_no_delete BEFORE DELETE ON commission_dispute_messages
BEGIN SELECT RAISE(ABORT, 'messages of disputes are append-only'); END;
CREATE TRIGGER commission_dispute_settlements_no_update BEFORE UPDATE ON commission_dispute_settlements
BEGIN SELECT RAISE(ABORT, 'settlements of disputes are append-only'); END;
CREATE TRIGGER commission_dispute_settlements_no_delete BEFORE DELETE ON commission_dispute_settlements
BEGIN SELECT RAISE(ABORT, 'settlements of disputes are append-only'); END;

-- Months of statements that were signed for their recipients (Y3, Y4). What was recorded late for a month
-- makes a revision of its package, which names the one that it replaces.
CREATE TABLE statement_packages (
    tenant_id TEXT NOT NULL
  , month TEXT NOT NULL
  , currency TEXT NOT NULL
  , revision INTEGER NOT NULL
  -- SHA-256 of what the month holds, and of the text that was signed.
  , content_hash TEXT NOT NULL
  , body_hash TEXT NOT NULL
  , signed_at INTEGER NOT NULL
  , PRIMARY KEY (tenant_id, month, currency, revision)
) STRICT;
CREATE TRIGGER statement_packages_no_update BEFORE UPDATE ON statement_packages
BEGIN SELECT RAISE(ABORT, 'statement packages are append-only'); END;
CREATE TRIGGER statement_packages_no_delete BEFORE DELETE ON statement_packages
BEGIN SELECT RAISE(ABORT, 'statement packages are append-only'); END;
