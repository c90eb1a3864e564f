-- Commissions of this tenant, as the platform computed them: received, never written here.

CREATE TABLE commission_entries (
    commission_entry_id TEXT PRIMARY KEY NOT NULL,
    order_number TEXT NOT NULL,
    line TEXT NOT NULL,
    ordered_at INTEGER NOT NULL,
    -- The month in Berlin, as 202611.
    period INTEGER NOT NULL,
    product_name TEXT NOT NULL,
    customer TEXT NOT NULL,
    commission_type TEXT NOT NULL,
    recipient TEXT NOT NULL,
    percent TEXT NOT NULL,
    base_cents INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    settled_as TEXT NOT NULL,
    -- Reason codes and every fact that decided, as JSON: what a recomputation needs (Y4).
    reasons TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    basis TEXT NOT NULL
) STRICT;
CREATE INDEX commission_entries_by_period ON commission_entries (period, ordered_at);

CREATE TABLE commission_reversals (
    reversal_id TEXT PRIMARY KEY NOT NULL,
    commission_entry_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    at INTEGER NOT NULL,
    period INTEGER NOT NULL,
    refunded_net_cents INTEGER NOT NULL,
    reversed_cents INTEGER NOT NULL,
    reversed_total_cents INTEGER NOT NULL,
    currency TEXT NOT NULL
) STRICT;
CREATE INDEX commission_reversals_by_period ON commission_reversals (period, at);
CREATE INDEX commission_reversals_by_entry ON commission_reversals (commission_entry_id, at);

CREATE TABLE commission_payouts (
    payout_id TEXT PRIMARY KEY NOT NULL,
    recipient TEXT NOT NULL,
    at INTEGER NOT NULL,
    period INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    entries TEXT NOT NULL,
    clawback_cents INTEGER NOT NULL
) STRICT;
CREATE INDEX commission_payouts_by_period ON commission_payouts (period, at);

CREATE TRIGGER commission_entries_are_append_only_update BEFORE UPDATE ON commission_entries
BEGIN SELECT RAISE(ABORT, 'commission entries are append-only'); END;
CREATE TRIGGER commission_entries_are_append_only_delete BEFORE DELETE ON commission_entries
BEGIN SELECT RAISE(ABORT, 'commission entries are append-only'); END;
CREATE TRIGGER commission_reversals_are_append_only_update BEFORE UPDATE ON commission_reversals
BEGIN SELECT RAISE(ABORT, 'commission reversals are append-only'); END;
CREATE TRIGGER commission_reversals_are_append_only_delete BEFORE DELETE ON commission_reversals
BEGIN SELECT RAISE(ABORT, 'commission reversals are append-only'); END;
CREATE TRIGGER commission_payouts_are_append_only_update BEFORE UPDATE ON commission_payouts
BEGIN SELECT RAISE(ABORT, 'commission payouts are append-only'); END;
CREATE TRIGGER commission_payouts_are_append_only_delete BEFORE DELETE ON commission_payouts
BEGIN SELECT RAISE(ABORT, 'commission payouts are append-only'); END;
