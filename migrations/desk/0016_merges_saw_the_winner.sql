-- The latest reading on the winner's card that the one who merged had seen. NULL: a merge of before it was
-- kept; then the reading of its own desk's clock stands for it.
ALTER TABLE contact_merges ADD COLUMN winner_seen_hlc INTEGER;
