-- Disputes of commissions (Y5): facts of this tenant's desks; the platform answers and settles. An entry
-- with a dispute that is not settled is frozen.
CREATE TABLE commission_disputes (
    dispute_id TEXT PRIMARY KEY NOT NULL,
    commission_entry_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX commission_disputes_by_entry ON commission_disputes (commission_entry_id, at);

CREATE TABLE commission_dispute_messages (
    message_id TEXT PRIMARY KEY NOT NULL,
    dispute_id TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    -- The platform's people wrote it: no device recorded it.
    is_from_platform INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX commission_dispute_messages_by_dispute ON commission_dispute_messages (dispute_id, at);

-- Received, never written here.
CREATE TABLE commission_dispute_settlements (
    dispute_id TEXT PRIMARY KEY NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER commission_disputes_stay_as_they_are BEFORE UPDATE ON commission_disputes
BEGIN SELECT RAISE(ABORT, 'a dispute is never changed'); END;
CREATE TRIGGER commission_disputes_are_kept BEFORE DELETE ON commission_disputes
BEGIN SELECT RAISE(ABORT, 'a dispute is never deleted'); END;
CREATE TRIGGER commission_dispute_messages_stay_as_they_are BEFORE UPDATE ON commission_dispute_messages
BEGIN SELECT RAISE(ABORT, 'a message of a dispute is never changed'); END;
CREATE TRIGGER commission_dispute_messages_are_kept BEFORE DELETE ON commission_dispute_messages
BEGIN SELECT RAISE(ABORT, 'a message of a dispute is never deleted'); END;
CREATE TRIGGER commission_dispute_settlements_stay_as_they_are
BEFORE UPDATE ON commission_dispute_settlements
BEGIN SELECT RAISE(ABORT, 'the settlement of a dispute is never changed'); END;
-- What the platform decides is forgotten when its order was read anew, and never else.
CREATE TRIGGER commission_dispute_settlements_are_kept
BEFORE DELETE ON commission_dispute_settlements
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'the settlement of a dispute is never deleted'); END;

-- Months that the platform signed for this recipient: kept as the exact text that was signed, with its
-- signature. Of several revisions of a month the last one holds. Received, never written here.
CREATE TABLE statement_packages (
    package_id TEXT PRIMARY KEY NOT NULL,
    -- The month in Berlin, as 202611.
    period INTEGER NOT NULL,
    currency TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    signature TEXT NOT NULL,
    signing_key TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_packages_by_period ON statement_packages (period, currency, revision);
CREATE TRIGGER statement_packages_stay_as_they_are BEFORE UPDATE ON statement_packages
BEGIN SELECT RAISE(ABORT, 'a signed month is never changed'); END;
CREATE TRIGGER statement_packages_are_kept BEFORE DELETE ON statement_packages
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'a signed month is never deleted'); END;
