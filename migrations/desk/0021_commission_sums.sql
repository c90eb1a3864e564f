-- What a statement asks of the months before its own are sums: both indices hold all that the sums
-- need, so that opening a month does not read the wide rows of the whole history.
CREATE INDEX commission_entries_by_sums ON commission_entries
    (period, currency, commission_type, settled_as, rule_version, amount_cents);
-- How an entry that was reversed is settled, and of which month it is.
CREATE INDEX commission_entries_by_settlement ON commission_entries
    (commission_entry_id, period, settled_as, currency);
