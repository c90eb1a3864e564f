-- What a platform that was restored from a backup must hear again, and what its desks must forget.

-- Own edits whose clock ran ahead, and when the platform first received them: sent again, they count
-- as received then.
CREATE TABLE clamped_edits (
    epoch INTEGER NOT NULL,
    dseq INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (epoch, dseq)
) STRICT, WITHOUT ROWID;

-- The order is being read anew: once it was read to its end, what the platform computes is taken from
-- it alone, and what is missing of this installation's former chains is offered again.
ALTER TABLE sync_state ADD COLUMN is_rereading INTEGER NOT NULL DEFAULT 0;

-- What the platform computes is forgotten when its order was read anew, and never else.
DROP TRIGGER commission_entries_are_append_only_delete;
CREATE TRIGGER commission_entries_are_append_only_delete BEFORE DELETE ON commission_entries
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'commission entries are append-only'); END;
DROP TRIGGER commission_reversals_are_append_only_delete;
CREATE TRIGGER commission_reversals_are_append_only_delete BEFORE DELETE ON commission_reversals
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'commission reversals are append-only'); END;
DROP TRIGGER commission_payouts_are_append_only_delete;
CREATE TRIGGER commission_payouts_are_append_only_delete BEFORE DELETE ON commission_payouts
WHEN NOT (SELECT is_rereading FROM sync_state)
BEGIN SELECT RAISE(ABORT, 'commission payouts are append-only'); END;
