-- The first case record. `record` is the append-only chain; the other tables are derived from its bodies.

-- Head of each writer's chain. `seal` is a keyed hash of the head, so that a cut tail cannot be covered up without the key.
CREATE TABLE writer (
    writer TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    digest BLOB NOT NULL,
    seal TEXT NOT NULL
) WITHOUT ROWID;

-- digest = SHA-256(digest of the writer's record before, record_no, writer, seq, kind, at, body). A body that has
-- reached the end of its keeping is NULL.
CREATE TABLE record (
    record_no INTEGER PRIMARY KEY,
    writer TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT,
    digest BLOB NOT NULL
);
CREATE TRIGGER record_stays BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_unchanged BEFORE UPDATE ON record
WHEN NEW.body IS NOT NULL OR NEW.digest <> OLD.digest OR NEW.record_no <> OLD.record_no OR NEW.writer <> OLD.writer
    OR NEW.seq <> OLD.seq OR NEW.kind <> OLD.kind OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;

-- One row a check; `check_no` is its record_no.
CREATE TABLE checked (
    check_no INTEGER PRIMARY KEY,
    caller TEXT NOT NULL,
    request_id TEXT NOT NULL,
    day TEXT NOT NULL,
    region TEXT NOT NULL,
    department TEXT NOT NULL,
    item TEXT NOT NULL,
    case_no TEXT NOT NULL,
    outcome TEXT NOT NULL,
    matches INTEGER NOT NULL
);
CREATE UNIQUE INDEX checked_request ON checked (caller, request_id) WHERE request_id <> '';
CREATE INDEX checked_place ON checked (region, department);

-- One row a match of a check.
CREATE TABLE hit (
    check_no INTEGER NOT NULL,
    entry_id TEXT NOT NULL,
    list TEXT NOT NULL,
    colour TEXT NOT NULL,
    PRIMARY KEY (check_no, entry_id)
) WITHOUT ROWID;

-- One row a measure that wants an answer (due_on set) or will once its match is reviewed as SAME (due_on '').
CREATE TABLE measure (
    check_no INTEGER NOT NULL,
    entry_id TEXT NOT NULL,
    measure_id TEXT NOT NULL,
    memorandum TEXT NOT NULL,
    department TEXT NOT NULL,
    leads_to TEXT NOT NULL,
    enterprise TEXT NOT NULL,
    due_on TEXT NOT NULL,
    answer_no INTEGER,
    taken INTEGER,
    taken_on TEXT,
    PRIMARY KEY (check_no, entry_id, measure_id)
) WITHOUT ROWID;
CREATE INDEX measure_open ON measure (due_on) WHERE answer_no IS NULL AND due_on <> '';
CREATE INDEX measure_taken ON measure (taken_on) WHERE taken = 1;

-- What has happened to a check since: answers to its measures, reviews of its matches.
CREATE TABLE event (
    check_no INTEGER NOT NULL,
    record_no INTEGER NOT NULL,
    PRIMARY KEY (check_no, record_no)
) WITHOUT ROWID;
