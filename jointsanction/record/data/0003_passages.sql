-- What many bodies say in the same words (a measure of itself, a warning in general) is stored once. A body names it by
-- its ref, the beginning of its SHA-256, so the chain covers it too.
CREATE TABLE passage (
    ref TEXT PRIMARY KEY,
    text TEXT NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER passage_stays BEFORE DELETE ON passage
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER passage_unchanged BEFORE UPDATE ON passage
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
