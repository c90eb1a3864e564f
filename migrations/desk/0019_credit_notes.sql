-- Self-billing credit notes (Gutschriften, Y3) as the platform told of them: for reading offline. What it
-- says otherwise later (an objection, another document under the same number after it was put back from a
-- backup) is one more row; the last one of a number holds. The files lie among the documents, found by their
-- hash. Received, never written here.
CREATE TABLE credit_notes (
    -- GS-2027-000042.
    number TEXT NOT NULL,
    -- From 1 within the number.
    revision INTEGER NOT NULL,
    -- The platform's JSON.
    body TEXT NOT NULL,
    listed_at INTEGER NOT NULL,
    PRIMARY KEY (number, revision)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER credit_notes_stay_as_they_are BEFORE UPDATE ON credit_notes
BEGIN SELECT RAISE(ABORT, 'what was told of a credit note is never changed'); END;
CREATE TRIGGER credit_notes_are_kept BEFORE DELETE ON credit_notes
BEGIN SELECT RAISE(ABORT, 'what was told of a credit note is never deleted'); END;
